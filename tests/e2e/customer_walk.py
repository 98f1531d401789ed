"""Keeps what was said to a customer with buf curl, by reflection alone: a call is logged and makes its follow-up, a note
mentions somebody, a contract is uploaded; the account's timeline has all of it, and a search finds it in spite of a typo.
Run by with_server.py.

customer_walk.py BUF [--write FILE]: checks each answer; with --write also keeps what was said, for docs/customer-walk.md.
"""

import base64
import hashlib

import conversation as talk

INTRODUCTION = """# What was said to a customer, and finding it again

What `buf curl` and the server said to each other, by reflection alone: no proto file was read. Made by
`tests/e2e/customer_walk.py`, which the tests run; tokens are shortened.
"""

ORGANIZATION, SALES, COLLABORATION = "pipewright.organization.v1", "pipewright.sales.v1", "pipewright.collaboration.v1"
CONTRACT = b"%PDF-1.4 The Meridian contract: fifty desks, signed.\n"


def converse(conversation):
    say = conversation.say
    session = say("Sign up", f"{ORGANIZATION}.AuthService.SignUp", {
        "email": "ann@example.com", "password": "a-long-enough-password", "givenName": "Ann", "tenantName": "Ann and Co"})
    conversation.sign_in_with(session["accessToken"])
    me = session["user"]["id"]
    account = say("A customer", f"{SALES}.AccountService.CreateAccount", {"account": {"name": "Meridian Freight"}})
    contact = say("Whom one talks to there", f"{SALES}.ContactService.CreateContact", {"contact": {
        "firstName": "Maria", "lastName": "Berg", "accountId": account["id"]}})

    call = say("A call, and what follows from it", f"{COLLABORATION}.InteractionService.CreateInteraction", {"interaction": {
        "type": "INTERACTION_TYPE_CALL", "direction": "INTERACTION_DIRECTION_INBOUND", "title": "Maria asks for desks",
        "content": "Fifty of them, in oak, by March.", "outcome": "wants an offer", "startTime": "2026-11-26T09:30:00Z",
        "durationSeconds": "600", "contactId": contact["id"], "participants": [{"userId": me}, {"contactId": contact["id"]}],
        "followUpTime": "2026-12-01T09:00:00Z"}})
    assert call["followUpTaskId"], call
    note = say("A note about the customer, which mentions a colleague", f"{COLLABORATION}.NoteService.CreateNote", {"note": {
        "subject": {"kind": "SUBJECT_KIND_ACCOUNT", "id": account["id"]},
        "text": f"**Meridian** moves in March. [@Ann](user:{me}) measures the rooms."}})
    assert note["mentions"] == [me], note

    attachment = say("A contract: first what it is", f"{COLLABORATION}.AttachmentService.CreateAttachment", {"attachment": {
        "subject": {"kind": "SUBJECT_KIND_ACCOUNT", "id": account["id"]}, "fileName": "Meridian contract.pdf",
        "mediaType": "application/pdf", "size": str(len(CONTRACT)), "sha256": hashlib.sha256(CONTRACT).hexdigest()}})
    uploaded = say("Then its content, as a stream", f"{COLLABORATION}.AttachmentService.UploadAttachment", {
        "spec": {"id": attachment["id"]}, "content": base64.b64encode(CONTRACT).decode()})
    assert uploaded["status"] == "ATTACHMENT_STATUS_READY", uploaded
    download = say("And back again", f"{COLLABORATION}.AttachmentService.DownloadAttachment", {"id": attachment["id"]})
    assert base64.b64decode(download["content"]) == CONTRACT, download

    timeline = say("What happened with the customer, the newest first", f"{COLLABORATION}.TimelineService.ListTimeline", {
        "subject": {"kind": "SUBJECT_KIND_ACCOUNT", "id": account["id"]}})
    told = {(entry["type"], entry["recordId"]) for entry in timeline["entries"]}
    for kind, record in (("FILE", attachment["id"]), ("NOTE", note["id"]), ("TASK", call["followUpTaskId"]),
                         ("INTERACTION", call["id"]), ("ACTIVITY", contact["id"]), ("ACTIVITY", account["id"])):
        assert (f"TIMELINE_TYPE_{kind}", record) in told, (kind, record, timeline)

    found = say("Found in spite of a typo", f"{COLLABORATION}.SearchService.Search", {"query": "meridain"})
    kinds = {group["kind"].removeprefix("SEARCHED_KIND_"): group["hits"] for group in found["groups"]}
    assert set(kinds) == {"ACCOUNT", "NOTE", "ATTACHMENT"}, found
    assert all(hit["similar"] for hits in kinds.values() for hit in hits), found
    desks = say("And by two words, one half typed", f"{COLLABORATION}.SearchService.Search", {"query": "oak fif"})
    assert [group["kind"] for group in desks["groups"]] == ["SEARCHED_KIND_INTERACTION"], desks


if __name__ == "__main__":
    talk.main(converse, INTRODUCTION)
