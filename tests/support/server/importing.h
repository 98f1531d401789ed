// A server with a job queue of its own, whose jobs run when a test says so; and files up and down.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pipewright/integration/v1/export_service.grpc.pb.h"
#include "pipewright/integration/v1/import_service.grpc.pb.h"
#include "pipewright/integration/v1/job_service.grpc.pb.h"
#include "tests/support/infrastructure/admin_connection.h"
#include "tests/support/infrastructure/test_database.h"
#include "tests/support/server/test_server.h"

namespace pipewright::testing {

class Importing {
 public:
  // One per process, on a database of its own, so that no other test's worker takes its jobs.
  static Importing& Get() {
    static auto* const importing = new Importing;
    return *importing;
  }

  TestServer& server() { return *server_; }
  // Of the role that owns the tables.
  const std::string& owner_url() const { return database_.owner_url(); }
  // The first column of the first row, of what that tenant has.
  std::string Ask(const std::string& tenant, const std::string& sql) {
    admin_->Ask("select set_config('app.tenant_id', $1, false)", {tenant});
    return admin_->Ask(sql);
  }

  // Sends the file in pieces.
  Answer<integration::v1::Job> Upload(const TestCaller& caller, const integration::v1::ImportSpec& spec,
                                      const std::string& file, size_t piece = 1'000'000) {
    grpc::ClientContext context;
    caller.Authorize(context);
    Answer<integration::v1::Job> answer;
    integration::v1::ImportService::Stub stub(server_->channel());
    const auto writer = stub.ImportRecords(&context, &answer.response);
    integration::v1::ImportRecordsRequest message;
    *message.mutable_spec() = spec;
    bool taken = true;
    for (size_t at = 0; taken && (at == 0 || at < file.size()); at += piece) {
      message.set_content(file.substr(at, piece));
      taken = writer->Write(message);
      message.Clear();
    }
    writer->WritesDone();
    answer.status = writer->Finish();
    return answer;
  }

  // Works at every job that waits.
  void RunJobs() {
    for (;;) {
      const auto worked = server_->backend().job_runner().RunNext();
      if (!worked.ok()) throw std::runtime_error(std::string(worked.status().message()));
      if (!*worked) return;
    }
  }

  integration::v1::Job GetJob(const TestCaller& caller, const std::string& id) {
    integration::v1::GetJobRequest request;
    request.set_id(id);
    const auto answer = server_->Call(&caller, &integration::v1::JobService::Stub::GetJob, request);
    if (!answer.ok()) throw std::runtime_error(answer.status.error_message());
    return answer.response;
  }

  // Uploads, works, and gives the job as it ended.
  integration::v1::Job Import(const TestCaller& caller, const integration::v1::ImportSpec& spec,
                              const std::string& file) {
    const auto uploaded = Upload(caller, spec, file);
    if (!uploaded.ok()) throw std::runtime_error(uploaded.status.error_message());
    RunJobs();
    return GetJob(caller, uploaded->id());
  }

  // "line column reason" of each.
  std::vector<std::string> ErrorsOf(const TestCaller& caller, const std::string& job) {
    integration::v1::ListJobErrorsRequest request;
    request.set_id(job);
    request.set_page_size(2);
    std::vector<std::string> errors;
    do {
      const auto page = server_->Call(&caller, &integration::v1::JobService::Stub::ListJobErrors, request);
      if (!page.ok()) throw std::runtime_error(page.status.error_message());
      for (const auto& error : page->errors()) {
        errors.push_back(std::to_string(error.line()) + " " + error.column() + " " + error.reason());
        messages.push_back(error.message());
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return errors;
  }
  std::vector<std::string> messages;  // of the errors that ErrorsOf gave

  Answer<std::string> Export(const TestCaller& caller, const integration::v1::ExportRecordsRequest& request) {
    grpc::ClientContext context;
    caller.Authorize(context);
    integration::v1::ExportService::Stub stub(server_->channel());
    const auto reader = stub.ExportRecords(&context, request);
    Answer<std::string> answer;
    integration::v1::ExportRecordsResponse message;
    while (reader->Read(&message)) answer.response += message.content();
    answer.status = reader->Finish();
    return answer;
  }

 private:
  Importing() {
    MigrateDatabase(database_.owner_url());
    server_ = std::make_unique<TestServer>(database_.app_url());
    admin_ = std::make_unique<AdminConnection>(database_.app_url());
  }

  EmptyDatabase database_;
  std::unique_ptr<TestServer> server_;
  std::unique_ptr<AdminConnection> admin_;
};

inline integration::v1::ImportSpec Spec(const std::string& resource, const std::string& key = "") {
  integration::v1::ImportSpec spec;
  spec.set_resource(resource);
  spec.set_key(key);
  return spec;
}

// A tenant of its own that imports.
struct Import {
  Importing& importing = Importing::Get();
  TestCaller owner = importing.server().SignUp();

  integration::v1::Job Run(const integration::v1::ImportSpec& spec, const std::string& file) {
    return importing.Import(owner, spec, file);
  }
  std::vector<std::string> Errors(const integration::v1::Job& job) { return importing.ErrorsOf(owner, job.id()); }
  grpc::Status Refusal(const integration::v1::ImportSpec& spec, const std::string& file) {
    return importing.Upload(owner, spec, file).status;
  }
  std::string Ask(const std::string& sql) { return importing.Ask(owner.tenant_id, sql); }
};

}  // namespace pipewright::testing
