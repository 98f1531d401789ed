# What the programs of this folder share: calls with `buf curl`, by reflection, and jq for their answers. Sourced, not run.
#
# buf: npm install -g @bufbuild/buf; grpcurl takes the same JSON.
set -euo pipefail
target=${1:-127.0.0.1:7443}
token=

# call <service/method> <JSON>: the answer, or the error on standard error and failure.
call() {
  buf curl --protocol grpc --http2-prior-knowledge ${token:+-H "authorization: Bearer $token"} -d "$2" \
    "http://$target/pipewright.$1"
}

# refused <service/method> <JSON>: the error that the call must end with.
refused() {
  local error
  if error=$(call "$1" "$2" 2>&1 >/dev/null); then
    echo "$1 should have been refused" >&2
    return 1
  fi
  echo "$error"
}

# detail <type> <error>: one of the error's details. They travel as protobuf; protoc has them as text.
detail() {
  jq -r --arg type "google.rpc.$1" '.details[] | select(.type == $type) | .value | . + "==="[(. | length + 3) % 4:]' <<<"$2" |
    base64 -d | protoc -I/usr/share/gocode/src/github.com/gogo/googleapis --decode="google.rpc.$1" google/rpc/error_details.proto
}

uuid() { cat /proc/sys/kernel/random/uuid; }

# Founds a tenant; later calls are its owner's.
sign_up() {
  token=$(call organization.v1.AuthService/SignUp "$(jq -n --arg email "$(uuid)@example.com" \
    '{email: $email, password: "a-long-enough-password", givenName: "Ann", tenantName: "Ann and Co"}')" | jq -r .accessToken)
}
