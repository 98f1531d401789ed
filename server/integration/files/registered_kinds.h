// Which records files can hold: one line a kind.
#pragma once

#include "application/application.h"
#include "application/shared/queries/key_lookup.h"
#include "server/integration/files/record_kind.h"

namespace pipewright::integration {

// How each kind's records are found by a key.
struct KeyLookups {
  const KeyLookup& accounts;
  const KeyLookup& contacts;
  const KeyLookup& opportunities;
  const KeyLookup& tasks;
  const KeyLookup& custom_field_definitions;
};

// Both outlive the result.
RecordKinds RegisteredKinds(const Application& application, const KeyLookups& lookups);

}  // namespace pipewright::integration
