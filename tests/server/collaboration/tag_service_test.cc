// Tags across all kinds of record, through a channel.
#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "pipewright/catalog/v1/engagement_service.grpc.pb.h"
#include "pipewright/catalog/v1/offering_service.grpc.pb.h"
#include "pipewright/collaboration/v1/tag_service.grpc.pb.h"
#include "pipewright/sales/v1/account_service.grpc.pb.h"
#include "pipewright/sales/v1/contact_service.grpc.pb.h"
#include "pipewright/sales/v1/lead_service.grpc.pb.h"
#include "pipewright/sales/v1/opportunity_service.grpc.pb.h"
#include "pipewright/sales/v1/vendor_service.grpc.pb.h"
#include "tests/support/server/importing.h"
#include "tests/support/server/roles.h"

namespace pipewright::collaboration {
namespace {

using testing::FieldsOf;
using testing::Importing;
using testing::ReasonOf;
using testing::TestCaller;
using Stub = v1::TagService::Stub;
using AccountStub = sales::v1::AccountService::Stub;
using LeadStub = sales::v1::LeadService::Stub;
using Names = std::vector<std::string>;

struct Tagging {
  Importing& jobs = Importing::Get();
  testing::TestServer& server = jobs.server();
  TestCaller owner = server.SignUp();

  template <class Request, class Response, class S>
  Response Do(const TestCaller& caller, grpc::Status (S::*method)(grpc::ClientContext*, const Request&, Response*),
              const Request& request) {
    const auto done = server.Call(&caller, method, request);
    INFO(done.status.error_message());
    REQUIRE(done.ok());
    return done.response;
  }
  std::string AddAccount(const Names& tags, const TestCaller* by = nullptr) {
    sales::v1::CreateAccountRequest request;
    request.mutable_account()->set_name("Acme");
    for (const std::string& tag : tags) request.mutable_account()->add_tags(tag);
    return Do(by == nullptr ? owner : *by, &AccountStub::CreateAccount, request).id();
  }
  sales::v1::Lead AddLead(const Names& tags) {
    sales::v1::CreateLeadRequest request;
    request.mutable_lead()->set_name("Maria Berg");
    request.mutable_lead()->set_company("Acme");
    request.mutable_lead()->set_status(sales::v1::LEAD_STATUS_QUALIFIED);
    for (const std::string& tag : tags) request.mutable_lead()->add_tags(tag);
    return Do(owner, &LeadStub::CreateLead, request);
  }
  sales::v1::Account Account(const std::string& id) {
    sales::v1::GetAccountRequest request;
    request.set_id(id);
    return Do(owner, &AccountStub::GetAccount, request);
  }
  std::string TagsOf(const std::string& account) { return absl::StrJoin(Account(account).tags(), ","); }

  // "<tag> <count> <kind>:<count> …", a line for each.
  static std::string Written(const v1::ListTagsResponse& page) {
    std::string text;
    for (const v1::TagUsage& tag : page.tags()) {
      absl::StrAppend(&text, tag.tag(), " ", tag.count());
      for (const v1::TagKindUsage& kind : tag.kinds()) {
        absl::StrAppend(&text, " ", v1::TaggedKind_Name(kind.kind()).substr(12), ":", kind.count());
      }
      text += "\n";
    }
    return text;
  }
  std::string Used(const TestCaller& caller, const v1::ListTagsRequest& request = {}) {
    return Written(Do(caller, &Stub::ListTags, request));
  }
  static v1::RenameTagsRequest Rename(const Names& tags, const std::string& to,
                                      const std::vector<v1::TaggedKind>& kinds = {}) {
    v1::RenameTagsRequest request;
    for (const std::string& tag : tags) request.add_tags(tag);
    request.set_new_tag(to);
    for (const v1::TaggedKind kind : kinds) request.add_kinds(kind);
    return request;
  }
  // Done to its end.
  integration::v1::Job Carry(const v1::RenameTagsRequest& request) {
    const std::string job = Do(owner, &Stub::RenameTags, request).job_id();
    jobs.RunJobs();
    return jobs.GetJob(owner, job);
  }
};

TEST_CASE("tags are listed in their order, with how many records of each kind have them", "[tags]") {
  Tagging test;
  test.AddAccount({"big", "west"});
  test.AddAccount({"big"});
  test.AddLead({"big", "a%b"});
  CHECK(test.Used(test.owner) == "a%b 1 LEAD:1\nbig 3 ACCOUNT:2 LEAD:1\nwest 1 ACCOUNT:1\n");
  v1::ListTagsRequest accounts;
  accounts.add_kinds(v1::TAGGED_KIND_ACCOUNT);
  CHECK(test.Used(test.owner, accounts) == "big 2 ACCOUNT:2\nwest 1 ACCOUNT:1\n");
  v1::ListTagsRequest prefixed;
  prefixed.set_prefix("b");
  CHECK(test.Used(test.owner, prefixed) == "big 3 ACCOUNT:2 LEAD:1\n");
  prefixed.set_prefix("a_");
  CHECK(test.Used(test.owner, prefixed).empty());
  const TestCaller stranger = test.server.SignUp();
  CHECK(test.Used(stranger).empty());
}

TEST_CASE("a tag is one, whatever its case", "[tags]") {
  Tagging test;
  const std::string account = test.AddAccount({"VIP", "West"});
  test.AddLead({"vip"});
  CHECK(test.Used(test.owner) == "vip 2 ACCOUNT:1 LEAD:1\nwest 1 ACCOUNT:1\n");
  v1::ListTagsRequest prefixed;
  prefixed.set_prefix("VI");
  CHECK(test.Used(test.owner, prefixed) == "vip 2 ACCOUNT:1 LEAD:1\n");
  test.Carry(Tagging::Rename({"Vip"}, "Key Account"));
  CHECK(test.TagsOf(account) == "key account,west");
}

TEST_CASE("pages of tags follow each other without a gap", "[tags]") {
  Tagging test;
  // ü has bytes that no upper bound is counted from.
  test.AddAccount({"\xC3\xBC", "b", "c"});
  test.AddLead({"a", "b", "\xC3\xBC\xC3\xBC"});
  v1::ListTagsRequest request;
  request.set_page_size(2);
  Names pages;
  do {
    const auto page = test.Do(test.owner, &Stub::ListTags, request);
    pages.push_back(Tagging::Written(page));
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  CHECK(pages == Names{"a 1 LEAD:1\nb 2 ACCOUNT:1 LEAD:1\n", "c 1 ACCOUNT:1\n\xC3\xBC 1 ACCOUNT:1\n",
                       "\xC3\xBC\xC3\xBC 1 LEAD:1\n"});
  v1::ListTagsRequest first;
  first.set_page_size(1);
  first.set_page_token(test.Do(test.owner, &Stub::ListTags, first).next_page_token());
  REQUIRE_FALSE(first.page_token().empty());
  first.set_prefix("b");
  CHECK(ReasonOf(test.server.Call(&test.owner, &Stub::ListTags, first).status) == "INVALID_PAGE_TOKEN");
  v1::ListTagsRequest prefixed;
  prefixed.set_prefix("\xC3\xBC");
  CHECK(test.Used(test.owner, prefixed) == "\xC3\xBC 1 ACCOUNT:1\n\xC3\xBC\xC3\xBC 1 LEAD:1\n");
}

TEST_CASE("tags are those of live records that the caller may read", "[tags]") {
  Tagging test;
  const TestCaller member = test.server.AddMember(test.owner, "MEMBER");
  test.AddAccount({"secret", "big"});
  test.AddAccount({"big"}, &member);
  const std::string gone = test.AddAccount({"gone"});
  sales::v1::DeleteAccountRequest remove;
  remove.set_id(gone);
  test.Do(test.owner, &AccountStub::DeleteAccount, remove);
  CHECK(test.Used(test.owner) == "big 2 ACCOUNT:2\nsecret 1 ACCOUNT:1\n");
  CHECK(test.Used(member) == "big 1 ACCOUNT:1\n");
  v1::ListTagsRequest prefixed;
  prefixed.set_prefix("bi");
  CHECK(test.Used(member, prefixed) == "big 1 ACCOUNT:1\n");
  prefixed.set_prefix("se");
  CHECK(test.Used(member, prefixed).empty());
  testing::AddRole(test.jobs.owner_url(), test.owner.tenant_id, "TAGS", "tag:read=ALL;lead:read=ALL");
  test.AddLead({"lead"});
  CHECK(test.Used(test.server.AddMember(test.owner, "TAGS")) == "lead 1 LEAD:1\n");
}

TEST_CASE("tags are merged into one wherever they are, each record as by its own update", "[tags]") {
  Tagging test;
  const std::string both = test.AddAccount({"big", "huge", "west"});
  const std::string had = test.AddAccount({"large", "big"});
  const std::string other = test.AddAccount({"west"});
  const sales::v1::Lead lead = test.AddLead({"huge"});
  const integration::v1::Job job = test.Carry(Tagging::Rename({" big", "huge"}, "large "));
  CHECK(job.status() == integration::v1::JOB_STATUS_SUCCEEDED);
  CHECK(job.kind() == integration::v1::JOB_KIND_TAG_CHANGE);
  CHECK(job.resource() == "account,contact,opportunity,lead,vendor,offering,engagement");
  CHECK(job.rows_total() == 3);
  CHECK(job.updated_count() == 3);
  CHECK(job.failed_count() == 0);
  CHECK(test.TagsOf(both) == "large,west");
  CHECK(test.TagsOf(had) == "large");
  CHECK(test.Account(had).etag() == "2");
  CHECK(test.Account(other).etag() == "1");
  CHECK(test.Used(test.owner) == "large 3 ACCOUNT:2 LEAD:1\nwest 2 ACCOUNT:2\n");
}

TEST_CASE("tags may be merged into one of them, whose own records stay as they are", "[tags]") {
  Tagging test;
  const std::string had = test.AddAccount({"vip"});
  const std::string other = test.AddAccount({"key"});
  v1::RenameTagsRequest request = Tagging::Rename({"vip", "key"}, "vip");
  request.set_validate_only(true);
  test.Do(test.owner, &Stub::RenameTags, request);
  test.jobs.RunJobs();
  CHECK(test.TagsOf(other) == "key");
  request.set_validate_only(false);
  const integration::v1::Job job = test.Carry(request);
  CHECK(job.rows_total() == 1);
  CHECK(job.updated_count() == 1);
  CHECK(test.Account(had).etag() == "1");
  CHECK(test.TagsOf(other) == "vip");
}

TEST_CASE("every kind of record with tags is changed", "[tags]") {
  Tagging test;
  const std::string account = test.AddAccount({"old"});
  test.AddLead({"old"});
  sales::v1::CreateContactRequest contact;
  contact.mutable_contact()->set_last_name("Berg");
  contact.mutable_contact()->add_tags("old");
  test.Do(test.owner, &sales::v1::ContactService::Stub::CreateContact, contact);
  sales::v1::CreateOpportunityRequest opportunity;
  opportunity.mutable_opportunity()->set_title("Desks");
  opportunity.mutable_opportunity()->add_tags("old");
  test.Do(test.owner, &sales::v1::OpportunityService::Stub::CreateOpportunity, opportunity);
  sales::v1::CreateVendorRequest vendor;
  vendor.mutable_vendor()->set_name("Holm");
  vendor.mutable_vendor()->add_tags("old");
  test.Do(test.owner, &sales::v1::VendorService::Stub::CreateVendor, vendor);
  catalog::v1::CreateOfferingRequest offering;
  offering.mutable_offering()->set_name("Care");
  offering.mutable_offering()->set_kind(catalog::v1::OFFERING_KIND_SERVICE);
  offering.mutable_offering()->add_tags("old");
  const auto made = test.Do(test.owner, &catalog::v1::OfferingService::Stub::CreateOffering, offering);
  catalog::v1::CreateEngagementRequest engagement;
  engagement.mutable_engagement()->set_account_id(account);
  engagement.mutable_engagement()->set_offering_id(made.id());
  engagement.mutable_engagement()->add_tags("old");
  test.Do(test.owner, &catalog::v1::EngagementService::Stub::CreateEngagement, engagement);
  const integration::v1::Job job = test.Carry(Tagging::Rename({"old"}, "new"));
  // A kind that gets tags is to be added here, in composition and in the list of usage.
  CHECK(job.updated_count() == static_cast<int64_t>(KindsWith(KindRole::kTagged).size()));
  CHECK(test.Used(test.owner) == "new 7 ACCOUNT:1 CONTACT:1 ENGAGEMENT:1 LEAD:1 OFFERING:1 OPPORTUNITY:1 VENDOR:1\n");
}

TEST_CASE("tags are removed from the kinds asked for, and deleted records and converted leads keep theirs", "[tags]") {
  Tagging test;
  const std::string account = test.AddAccount({"old", "west"});
  const std::string gone = test.AddAccount({"old"});
  test.AddLead({"old"});
  sales::v1::DeleteAccountRequest remove;
  remove.set_id(gone);
  test.Do(test.owner, &AccountStub::DeleteAccount, remove);
  v1::RemoveTagsRequest request;
  request.add_tags("old");
  request.add_kinds(v1::TAGGED_KIND_ACCOUNT);
  const std::string asked = test.Do(test.owner, &Stub::RemoveTags, request).job_id();
  test.jobs.RunJobs();
  CHECK(test.jobs.GetJob(test.owner, asked).updated_count() == 1);
  CHECK(test.TagsOf(account) == "west");
  CHECK(test.TagsOf(gone) == "old");
  CHECK(test.Used(test.owner) == "old 1 LEAD:1\nwest 1 ACCOUNT:1\n");

  sales::v1::ConvertLeadRequest convert;
  convert.set_id(test.AddLead({"old"}).id());
  test.Do(test.owner, &LeadStub::ConvertLead, convert);
  const integration::v1::Job job = test.Carry(Tagging::Rename({"old"}, "new", {v1::TAGGED_KIND_LEAD}));
  CHECK(job.updated_count() == 1);
  CHECK(job.failed_count() == 0);
  CHECK(test.Used(test.owner) == "new 1 LEAD:1\nold 1 LEAD:1\nwest 1 ACCOUNT:1\n");
}

TEST_CASE("changing tags everywhere takes the right to change everybody's records, while it is done too", "[tags]") {
  Tagging test;
  const std::string account = test.AddAccount({"old"});
  const auto refused = [&](const TestCaller& caller, const v1::RenameTagsRequest& request) {
    return test.server.Call(&caller, &Stub::RenameTags, request).status.error_code();
  };
  CHECK(refused(test.server.AddMember(test.owner, "MEMBER"), Tagging::Rename({"old"}, "new")) ==
        grpc::StatusCode::PERMISSION_DENIED);
  testing::AddRole(test.jobs.owner_url(), test.owner.tenant_id, "TAGS",
                   "tag:*=ALL;lead:*=ALL;account:read=ALL;account:update=UNIT");
  const TestCaller tagger = test.server.AddMember(test.owner, "TAGS");
  CHECK(refused(tagger, Tagging::Rename({"old"}, "new", {v1::TAGGED_KIND_LEAD})) == grpc::StatusCode::OK);
  CHECK(refused(tagger, Tagging::Rename({"old"}, "new", {v1::TAGGED_KIND_ACCOUNT})) ==
        grpc::StatusCode::PERMISSION_DENIED);
  const TestCaller stranger = test.server.SignUp();
  CHECK(refused(stranger, Tagging::Rename({"old"}, "new")) == grpc::StatusCode::OK);
  test.jobs.RunJobs();
  CHECK(test.TagsOf(account) == "old");
}

TEST_CASE("what is wrong with a change of tags is named", "[tags]") {
  Tagging test;
  const auto fields = [&](const v1::RenameTagsRequest& request) {
    return FieldsOf(test.server.Call(&test.owner, &Stub::RenameTags, request).status);
  };
  CHECK(fields({}) == "tags,new_tag");
  CHECK(fields(Tagging::Rename({"a", " ", std::string(51, 'x')}, "b")) == "tags[1],tags[2]");
  CHECK(fields(Tagging::Rename({"a", "a "}, "b")) == "tags");
  CHECK(fields(Tagging::Rename({"a\x1f"}, "b")) == "tags[0]");
  CHECK(fields(Tagging::Rename({"a"}, " a")) == "new_tag");
  CHECK(fields(Tagging::Rename({"a"}, "b", {v1::TAGGED_KIND_UNSPECIFIED})) == "kinds[0]");
  CHECK(fields(Tagging::Rename({"a"}, "b", {v1::TAGGED_KIND_LEAD, v1::TAGGED_KIND_LEAD})) == "kinds");
  Names many;
  for (int i = 0; i <= 50; ++i) many.push_back(absl::StrCat("tag ", i));
  CHECK(fields(Tagging::Rename(many, "b")) == "tags");
  v1::ListTagsRequest list;
  list.set_prefix(std::string(51, 'x'));
  list.add_kinds(v1::TAGGED_KIND_LEAD);
  list.add_kinds(v1::TAGGED_KIND_LEAD);
  CHECK(FieldsOf(test.server.Call(&test.owner, &Stub::ListTags, list).status) == "kinds,prefix");
  list = {};
  list.set_page_token("x");
  CHECK(ReasonOf(test.server.Call(&test.owner, &Stub::ListTags, list).status) == "INVALID_PAGE_TOKEN");
}

}  // namespace
}  // namespace pipewright::collaboration
