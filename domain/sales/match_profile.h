// What a record is recognised by when it is there twice, and the keys by which such records are found.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "domain/sales/account.h"
#include "domain/sales/contact.h"
#include "domain/sales/lead.h"
#include "domain/shared/text_folding.h"

namespace pipewright::sales {

struct MatchProfile {
  std::string name;  // its normal form; empty: none
  // Each once, in order.
  std::vector<std::string> emails;   // in lower case
  std::vector<std::string> phones;   // in E.164
  std::vector<std::string> domains;  // of web sites and of e-mail addresses, without those of mail providers
};

// An account by its name, e-mail address, phone number, and the domain of its website and its address.
MatchProfile ProfileOf(const AccountState& account, const TextFolding& folding);
// A contact by its names, e-mail address, and phone numbers. Colleagues share a domain.
MatchProfile ProfileOf(const ContactState& contact, const TextFolding& folding);
// A lead by its name, e-mail address and phone number: it is a person.
MatchProfile ProfileOf(const LeadState& lead, const TextFolding& folding);

// The kinds of record that are compared with others of their kind.
inline constexpr absl::string_view kMatchedResources[] = {Account::kResource, Contact::kResource, Lead::kResource};

// Calls `use`.operator()<A>() for the kind of that name, which must be one of them.
template <class Use>
auto ForMatchedKind(absl::string_view resource, Use use) {
  if (resource == Contact::kResource) return use.template operator()<Contact>();
  if (resource == Lead::kResource) return use.template operator()<Lead>();
  return use.template operator()<Account>();
}

// The normal form of a company's name: folded, ä as ae is written, without punctuation, "and" and "the", and without
// the legal forms at its end (those of kLegalForms in the source), the words in alphabetical order. "The Müller & Söhne
// GmbH & Co. KG" → "muller sohne".
std::string NormalCompanyName(absl::string_view name, const TextFolding& folding);
// The same of a person's: without legal forms to leave out.
std::string NormalPersonName(absl::string_view name, const TextFolding& folding);

// "https://www.Acme.example:8080/shop" → "acme.example"; empty when that is no host with a domain.
std::string DomainOfUrl(absl::string_view url);
// "info@acme.example" → "acme.example"; empty for a mail provider that gives addresses to everybody.
std::string DomainOfEmail(absl::string_view address);

// How alike two normal names are, from 0 to 1: the share of their trigrams that they have in common.
double NameSimilarity(absl::string_view one, absl::string_view other);

// The keys of a profile, "email:info@acme.example": two records that share one are worth comparing. Of a name the
// whole, and its first four and last four letters, so that a name of eight letters or more is found in spite of any one
// typo.
std::vector<std::string> KeysOf(const MatchProfile& profile);

}  // namespace pipewright::sales
