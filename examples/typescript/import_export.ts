// Records from a CSV file, and back: an upload that becomes a job, its end, what was wrong with single rows, and an export
// with a filter.
//
//   node build/import_export.js [HOST:PORT]
//
// Every run founds a tenant of its own.

import { randomUUID } from "node:crypto";

import type { MessageInitShape } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";

import { follow } from "./events.js";
import { EventService } from "./gen/pipewright/integration/v1/event_service_pb.js";
import { ExportService } from "./gen/pipewright/integration/v1/export_service_pb.js";
import { ImportService, type ImportRecordsRequestSchema } from "./gen/pipewright/integration/v1/import_service_pb.js";
import { JobStatus, type Job } from "./gen/pipewright/integration/v1/job_pb.js";
import { JobService } from "./gen/pipewright/integration/v1/job_service_pb.js";
import { newTenant } from "./pipewright.js";

const CSV = `name,industry,email
Prairie Bakeries,food,hello@prairie.example
Falcon Stores,retail,not an address
"Sterling, Capital",finance,
`;

const pipewright = await newTenant(process.argv[2]);
const imports = createClient(ImportService, pipewright.transport);
const exports = createClient(ExportService, pipewright.transport);
const jobs = createClient(JobService, pipewright.transport);
const events = createClient(EventService, pipewright.transport);

// The file goes up in pieces of any size, behind what it is.
async function* upload(file: Buffer): AsyncGenerator<MessageInitShape<typeof ImportRecordsRequestSchema>> {
  yield { spec: { resource: "account", requestId: randomUUID() } };
  for (let at = 0; at < file.length; at += 50) yield { content: file.subarray(at, at + 50) };
}

// The job when it has ended. The stream first: what happens after its first message comes as an event, and what was before,
// the job tells.
async function waitForEnd(id: string): Promise<Job> {
  for await (const _ of follow(events, { filter: { subject: { resource: "job", id } } })) {
    const job = await jobs.getJob({ id });
    if (job.status !== JobStatus.QUEUED && job.status !== JobStatus.RUNNING) return job;
  }
  throw new Error("the stream ended");
}

console.log("An import:");
// Wrong rows don't stop the others.
const { id } = await imports.importRecords(upload(Buffer.from(CSV)));
const job = await waitForEnd(id);
console.log(`  ${JobStatus[job.status]}: ${job.createdCount} created, ${job.failedCount} refused`);
for (const { line, column, message } of (await jobs.listJobErrors({ id })).errors) {
  console.log(`  line ${line}, ${column}: ${message}`);
}

console.log("An export:");
let file = "";
const decoder = new TextDecoder();
const request = { resource: "account", filter: "industry:*", orderBy: "name", columns: ["name", "industry"] };
for await (const { content } of exports.exportRecords(request)) file += decoder.decode(content, { stream: true });
for (const line of file.trimEnd().split("\r\n")) console.log(`  ${line}`);
