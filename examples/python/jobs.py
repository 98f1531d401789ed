"""Waiting for a job by its events, instead of asking for it again and again."""

from follow_events import follow

from pipewright.integration.v1.event_pb2 import EventFilter, EventSubject
from pipewright.integration.v1.event_service_pb2 import WatchRequest
from pipewright.integration.v1.event_service_pb2_grpc import EventServiceStub
from pipewright.integration.v1.job_pb2 import JOB_STATUS_QUEUED, JOB_STATUS_RUNNING
from pipewright.integration.v1.job_service_pb2 import GetJobRequest
from pipewright.integration.v1.job_service_pb2_grpc import JobServiceStub


def has_ended(job):
    return job.status not in (JOB_STATUS_QUEUED, JOB_STATUS_RUNNING)


def readings(client, job, wanted):
    """The job as it is now, and as it is after each message of the events that are `wanted`, for ever.

    The stream first: what happens after its first message comes as an event, and what was before, the reading tells.
    """
    jobs = client.stub(JobServiceStub)
    for _ in follow(client, client.stub(EventServiceStub), WatchRequest(filter=wanted)):
        yield client.call(jobs.GetJob, GetJobRequest(id=job.id))


def wait_for_end(client, job):
    """The job when it has ended. Its progress alone is no event; its end is one."""
    own = EventFilter(subject=EventSubject(resource="job", id=job.id))
    return next(now for now in readings(client, job, own) if has_ended(now))
