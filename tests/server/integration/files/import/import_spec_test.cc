// What an import says of its file, and what is refused before a row is read.
#include <catch2/catch.hpp>
#include <initializer_list>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/support/server/importing.h"

namespace pipewright {
namespace {

using integration::v1::ImportSpec;
using integration::v1::Job;
using testing::FieldsOf;
using testing::Import;
using testing::ReasonOf;
using testing::Spec;

TEST_CASE("a header that doesn't fit is refused at once, with all that is wrong, and nothing is kept", "[import]") {
  Import test;
  const grpc::Status unknown = test.Refusal(Spec("account"), "name,nam,name,billing_address\nx,x,x,x\n");
  CHECK(ReasonOf(unknown) == "INVALID_CSV");
  CHECK_THAT(unknown.error_message(),
             Catch::Contains("\"nam\"") && Catch::Contains("stands twice") && Catch::Contains("billing_address"));
  CHECK(ReasonOf(test.Refusal(Spec("account", "email"), "name\nx\n")) == "INVALID_CSV");
  CHECK(ReasonOf(test.Refusal(Spec("account"), "")) == "INVALID_CSV");
  CHECK(ReasonOf(test.Refusal(Spec("account"), "name\n\"open\n")) == "INVALID_CSV");
  CHECK(ReasonOf(test.Refusal(Spec("account"), "n\xFF\nx\n")) == "INVALID_CSV");
  ImportSpec mapped = Spec("account");
  mapped.add_columns()->set_header("Firma");
  mapped.mutable_columns(0)->set_field("name");
  CHECK_THAT(test.Refusal(mapped, "name\nx\n").error_message(), Catch::Contains("Firma"));
  ImportSpec twice = Spec("account");
  twice.add_columns()->set_header("Firma");
  twice.mutable_columns(0)->set_field("name");
  CHECK_THAT(test.Refusal(twice, "name,Firma\nx,y\n").error_message(),
             Catch::Contains("two columns are the field name"));
  // Wrong far behind the beginning, of which some is stored by then.
  std::string long_file = "name,description\n";
  while (long_file.size() < (1 << 20)) absl::StrAppend(&long_file, "Acme,", std::string(1000, 'x'), "\n");
  CHECK(ReasonOf(test.Refusal(Spec("account"), long_file + "\"open\n")) == "INVALID_CSV");
  CHECK(test.Ask("select count(*) from job_chunks") == "0");
  CHECK(test.Ask("select count(*) from jobs") == "0");

  ImportSpec ignoring = Spec("account");
  ignoring.set_ignore_unknown_columns(true);
  CHECK(test.Run(ignoring, "name,nam\nAcme,x\n").created_count() == 1);
}

TEST_CASE("everything that is wrong with a spec is told at once", "[import]") {
  Import test;
  ImportSpec spec = Spec("account", "industry");
  spec.set_delimiter("::");
  spec.set_default_currency_code("EURO");
  spec.add_columns()->set_header("x");
  spec.mutable_columns(0)->set_field("no.such");
  const grpc::Status refused = test.Refusal(spec, "name\nx\n");
  CHECK(refused.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  CHECK(FieldsOf(refused) == "spec.key,spec.delimiter,spec.default_currency_code,spec.columns[0].field");
  CHECK(FieldsOf(test.Refusal(Spec("pipeline"), "name\nx\n")) == "spec.resource");
  CHECK(FieldsOf(test.Refusal(Spec(""), "name\nx\n")) == "spec.resource");
  ImportSpec sized = Spec("account");
  sized.set_size_bytes(8);
  CHECK(FieldsOf(test.Refusal(sized, "name\nx\n")) == "spec.size_bytes");
  sized.set_size_bytes(-1);
  for (int i = 0; i < 2; ++i) sized.add_columns()->set_header("x");
  CHECK(FieldsOf(test.Refusal(sized, "name\nx\n")) == "spec.size_bytes,spec.columns[1].header");
  ImportSpec named = Spec("account");
  named.set_request_id("again");
  CHECK(FieldsOf(test.Refusal(named, "name\nx\n")) == "spec.request_id");
}

TEST_CASE("a spec stands in the first message, and in no other", "[import]") {
  Import test;
  const auto refusal = [&](std::initializer_list<bool> with_spec) {
    grpc::ClientContext context;
    test.owner.Authorize(context);
    integration::v1::ImportService::Stub stub(test.importing.server().channel());
    Job job;
    const auto writer = stub.ImportRecords(&context, &job);
    for (const bool spec : with_spec) {
      integration::v1::ImportRecordsRequest message;
      if (spec) *message.mutable_spec() = Spec("account");
      message.set_content("name\n");
      if (!writer->Write(message)) break;
    }
    writer->WritesDone();
    return FieldsOf(writer->Finish());
  };
  CHECK(refusal({true, true}) == "spec");
  CHECK(refusal({false}) == "spec");
  CHECK(refusal({}) == "spec");
  CHECK(refusal({true}).empty());
}

}  // namespace
}  // namespace pipewright
