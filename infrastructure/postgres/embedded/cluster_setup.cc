#include "infrastructure/postgres/embedded/cluster_setup.h"

#include <libpq-fe.h>

#include <array>
#include <cstdint>
#include <memory>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "domain/shared/status_macros.h"
#include "infrastructure/postgres/connection/libpq.h"
#include "infrastructure/postgres/schema/migrator.h"
#include "infrastructure/security/random.h"

namespace pipewright::postgres {
namespace {

// To be raised when the set-up does something else than before.
constexpr absl::string_view kSetupVersion = "1";
constexpr char kEveryClustersDatabase[] = "postgres";
constexpr absl::Duration kReloadPatience = absl::Seconds(30);

// A role can't rename itself, so for a moment there is another superuser.
constexpr char kNameSuperuser[] = R"sql(
begin;
create role pipewright_takeover superuser nologin;
set session authorization pipewright_takeover;
alter role pipewright_owner rename to pipewright_superuser;
reset session authorization;
drop role pipewright_takeover;
commit;
)sql";

constexpr char kMakeRole[] = R"sql(
do $$ begin
  if not exists (select from pg_roles where rolname = '$role') then
    create role $role nologin noinherit;
  end if;
end $$;
)sql";

constexpr char kSetRights[] = R"sql(
alter role pipewright_app login noinherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
alter role pipewright_owner login inherit nosuperuser createdb nocreaterole noreplication bypassrls;
grant pg_monitor to pipewright_owner;
alter role pipewright_superuser password null;
)sql";

// The databases that earlier versions, or people, made as the superuser.
constexpr char kDatabases[] = "select datname from pg_database where datallowconn and not datistemplate";
constexpr char kDatabasesOfSuperuser[] =
    "select format('alter database %I owner to pipewright_owner', datname) from pg_database where datdba = 10 and not "
    "datistemplate and datname <> 'postgres'";

// In one database: what Pipewright or a person has made there as the superuser. 10 is initdb's role in every cluster.
constexpr char kGiveToOwner[] = R"sql(
set search_path = pg_catalog;
do $$
declare
  change text;
begin
  for change in
    with own as (select oid, nspname, nspowner from pg_namespace
                 where nspname !~ '^pg_' and nspname <> 'information_schema'),
    extension_parts as (select classid, objid from pg_depend where deptype = 'e')
    select format('alter %s %s owner to pipewright_owner',
                  case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence'
                                 when 'f' then 'foreign table' when 'c' then 'type' else 'table' end, c.oid::regclass)
    from pg_class c join own on own.oid = c.relnamespace
    where c.relowner = 10 and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f', 'c')
      and ('pg_class'::regclass, c.oid) not in (select classid, objid from extension_parts)
      and not (c.relkind = 'S' and exists (select from pg_depend d where d.classid = 'pg_class'::regclass
                                           and d.objid = c.oid and d.deptype in ('a', 'i')))
    union all
    select format('alter routine %s owner to pipewright_owner', p.oid::regprocedure)
    from pg_proc p join own on own.oid = p.pronamespace
    where p.proowner = 10 and ('pg_proc'::regclass, p.oid) not in (select classid, objid from extension_parts)
    union all
    select format('alter type %s owner to pipewright_owner', format_type(t.oid, null))
    from pg_type t join own on own.oid = t.typnamespace
    where t.typowner = 10 and t.typtype in ('d', 'e', 'r')
      and ('pg_type'::regclass, t.oid) not in (select classid, objid from extension_parts)
    union all
    select format('alter schema %I owner to pipewright_owner', own.nspname) from own where own.nspowner = 10
  loop
    execute change;
  end loop;
end $$;
reset search_path;
)sql";

// A reload of the access file is asked for, and comes when the postmaster gets to it.
absl::Status Await(absl::FunctionRef<absl::StatusOr<bool>()> reached) {
  for (const absl::Time end = absl::Now() + kReloadPatience; absl::Now() < end; absl::SleepFor(absl::Milliseconds(5))) {
    ASSIGN_OR_RETURN(const bool there, reached());
    if (there) return absl::OkStatus();
  }
  return absl::UnavailableError("The embedded PostgreSQL doesn't follow its access file. See its log folder.");
}

absl::StatusOr<LibpqConnection> ConnectAsSuperuser(const ClusterUrl& url) {
  absl::StatusOr<LibpqConnection> superuser = absl::UnavailableError("not tried");
  RETURN_IF_ERROR(Await([&]() -> absl::StatusOr<bool> {
    superuser = Connect(url(kEveryClustersDatabase, kSuperuser));
    if (superuser.ok()) return true;
    const absl::StatusOr<LibpqConnection> owner = Connect(url(kEveryClustersDatabase, kOwnerRole));
    if (!owner.ok()) return false;
    ASSIGN_OR_RETURN(const LibpqResult power,
                     Execute(owner->get(), "select rolsuper from pg_roles where rolname = current_user"));
    if (CellText(power, 0, 0) == "t") RETURN_IF_ERROR(ExecuteScript(owner->get(), kNameSuperuser));
    return false;
  }));
  // What is there already is no news.
  RETURN_IF_ERROR(ExecuteScript(superuser->get(), "set client_min_messages = warning"));
  return superuser;
}

absl::Status MakeRole(PGconn* superuser, const std::string& role) {
  return ExecuteScript(superuser, absl::StrReplaceAll(kMakeRole, {{"$role", role}}));
}

// Hashed here, so that no password stands in a statement, which a log may hold.
absl::Status SetPassword(PGconn* superuser, const RolePassword& entry) {
  const std::unique_ptr<char, decltype(&PQfreemem)> verifier(
      PQencryptPasswordConn(superuser, entry.password.c_str(), entry.role.c_str(), "scram-sha-256"), &PQfreemem);
  if (verifier == nullptr) return absl::InternalError(PQerrorMessage(superuser));
  return ExecuteScript(superuser, absl::StrCat("alter role ", entry.role, " password '", verifier.get(), "'"));
}

absl::Status GiveToOwner(const ClusterUrl& url, PGconn* superuser) {
  ASSIGN_OR_RETURN(const LibpqResult owned, Execute(superuser, kDatabasesOfSuperuser));
  for (int row = 0; row < PQntuples(owned.get()); ++row) {
    RETURN_IF_ERROR(ExecuteScript(superuser, CellText(owned, row, 0)));
  }
  ASSIGN_OR_RETURN(const LibpqResult databases, Execute(superuser, kDatabases));
  for (int row = 0; row < PQntuples(databases.get()); ++row) {
    ASSIGN_OR_RETURN(const LibpqConnection database, Connect(url(CellText(databases, row, 0), kSuperuser)));
    RETURN_IF_ERROR(ExecuteScript(database.get(), kGiveToOwner));
  }
  return absl::OkStatus();
}

}  // namespace

std::string SetupMark(const std::vector<RolePassword>& passwords) {
  std::string text(kSetupVersion);
  for (const char* const role : kOwningRoles) absl::StrAppend(&text, "\n", role);
  for (const RolePassword& entry : passwords) absl::StrAppend(&text, "\n", entry.role, ":", entry.password);
  const std::array<uint8_t, 32> hash = security::Sha256(text);
  return absl::StrCat(
      absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(hash.data()), hash.size())), "\n");
}

absl::Status SetUpCluster(const ClusterUrl& url, const std::vector<RolePassword>& passwords) {
  ASSIGN_OR_RETURN(const LibpqConnection superuser, ConnectAsSuperuser(url));
  RETURN_IF_ERROR(MakeRole(superuser.get(), kAppRole));
  RETURN_IF_ERROR(MakeRole(superuser.get(), kOwnerRole));
  for (const char* const role : kOwningRoles) RETURN_IF_ERROR(MakeRole(superuser.get(), role));
  // What they own is the owner's to change, and the owner migrates without the right to make roles.
  for (const char* const role : kOwningRoles) {
    RETURN_IF_ERROR(ExecuteScript(superuser.get(), absl::StrCat("grant ", role, " to ", kOwnerRole)));
  }
  RETURN_IF_ERROR(ExecuteScript(superuser.get(), absl::StrCat("grant ", kAppRole, " to ", kOwnerRole)));
  RETURN_IF_ERROR(ExecuteScript(superuser.get(), kSetRights));
  for (const RolePassword& entry : passwords) RETURN_IF_ERROR(SetPassword(superuser.get(), entry));
  return GiveToOwner(url, superuser.get());
}

absl::Status AwaitSuperuserShutOut(const ClusterUrl& url) {
  return Await([&] { return !Connect(url(kEveryClustersDatabase, kSuperuser)).ok(); });
}

bool PasswordsWork(const ClusterUrl& url, const std::vector<RolePassword>& passwords) {
  for (const RolePassword& entry : passwords) {
    if (absl::IsUnauthenticated(Connect(url(kEveryClustersDatabase, entry.role)).status())) return false;
  }
  return true;
}

}  // namespace pipewright::postgres
