"""The contract as Python objects, read from a descriptor set (build/<preset>/pipewright.binpb): what each service, message
and enum of ours is called, says of itself in comments, and declares in options.
"""

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

OUR_PACKAGES = "pipewright."
HTTP_VERBS = ("get", "put", "post", "delete", "patch")
# Numbers of fields in descriptor.proto, of which the paths of comments are made.
MESSAGES_OF_FILE, ENUMS_OF_FILE, SERVICES_OF_FILE, PACKAGE_OF_FILE, METHODS_OF_SERVICE = 4, 5, 6, 2, 2
FIELDS_OF_MESSAGE, MESSAGES_OF_MESSAGE, ENUMS_OF_MESSAGE, ONEOFS_OF_MESSAGE, VALUES_OF_ENUM = 2, 3, 4, 8, 2


class Contract:
    """Everything of ours in a descriptor set. `files` are in the order of their names."""

    def __init__(self, path):
        with open(path, "rb") as file:
            data = descriptor_pb2.FileDescriptorSet.FromString(file.read())
        # A pool of its own: options are read with the extensions of this set, whatever Python modules are installed.
        pool = descriptor_pool.DescriptorPool()
        factory = message_factory.MessageFactory(pool)
        for proto in data.file:
            pool.Add(proto)
        factory.GetMessages([proto.name for proto in data.file])
        self.files = sorted((_File(proto, pool, factory) for proto in data.file if proto.package.startswith(OUR_PACKAGES)),
                            key=lambda file: file.name)
        self.services = [service for file in self.files for service in file.services]
        self.messages = {message.full_name: message for file in self.files for message in file.messages}
        self.enums = {enum.full_name: enum for file in self.files for enum in file.enums}
        self.methods = [method for service in self.services for method in service.methods]

    def has_field(self, message, field):
        return any(row.name == field for row in self.messages[message].fields) if message in self.messages else False


class _File:
    def __init__(self, proto, pool, factory):
        self.name = proto.name  # "pipewright/sales/v1/account.proto"
        self.package = proto.package
        self._comments = {tuple(at.path): at.leading_comments for at in proto.source_code_info.location}
        self._options = _OptionReader(pool, factory)
        self.comment = self.comment_at(PACKAGE_OF_FILE)
        self.services = [Service(self, row, i) for i, row in enumerate(proto.service)]
        self.messages = list(self._messages(proto.message_type, (MESSAGES_OF_FILE,), proto.package, MESSAGES_OF_MESSAGE))
        self.enums = [Enum(self, row, proto.package, (ENUMS_OF_FILE, i)) for i, row in enumerate(proto.enum_type)]
        for message in self.messages:
            self.enums += message.enums

    def _messages(self, rows, path, scope, nested_number):
        """Messages with those nested in them, the outer one first; without the entries of maps."""
        for i, row in enumerate(rows):
            if row.options.map_entry:
                continue
            message = Message(self, row, scope, (*path, i))
            yield message
            yield from self._messages(row.nested_type, (*path, i, nested_number), message.full_name, nested_number)

    def comment_at(self, *path):
        lines = self._comments.get(path, "").splitlines()
        return "\n".join(line[1:] if line.startswith(" ") else line for line in lines).strip()

    def option(self, proto, kind, name):
        return self._options.read(proto.options, kind, name)

    def enum_option(self, proto, kind, name):
        """The names of the values of an option that is a repeated enum."""
        return self._options.names(proto.options, kind, name)


class _OptionReader:
    """Options that descriptor.proto doesn't know arrive as unknown fields; read again, they are known."""

    def __init__(self, pool, factory):
        self._pool = pool
        self._factory = factory

    def read(self, options, kind, name):
        message = self._factory.GetPrototype(self._pool.FindMessageTypeByName(f"google.protobuf.{kind}"))
        return message.FromString(options.SerializeToString()).Extensions[self._pool.FindExtensionByName(name)]

    def names(self, options, kind, name):
        values = self._pool.FindExtensionByName(name).enum_type.values_by_number
        return [values[number].name for number in self.read(options, kind, name)]


class Service:
    def __init__(self, file, proto, i):
        self.file = file
        self.name = proto.name  # "AccountService"
        self.full_name = f"{file.package}.{proto.name}"
        self.comment = file.comment_at(SERVICES_OF_FILE, i)
        self.methods = [Method(self, row, (SERVICES_OF_FILE, i, METHODS_OF_SERVICE, j)) for j, row in enumerate(proto.method)]


class Method:
    def __init__(self, service, proto, path):
        self.service = service
        self.name = proto.name
        self.full_name = f"{service.full_name}/{proto.name}"  # as in a call's path
        self.comment = service.file.comment_at(*path)
        self.request = proto.input_type[1:]
        self.response = proto.output_type[1:]
        self.client_streaming = proto.client_streaming
        self.server_streaming = proto.server_streaming
        self.permission = service.file.option(proto, "MethodOptions", "pipewright.shared.v1.permission")
        self.access = self.permission.DESCRIPTOR.fields_by_name["access"].enum_type.values_by_number[self.permission.access].name
        self._http = service.file.option(proto, "MethodOptions", "google.api.http")

    @property
    def http(self):
        """(verb, path, body) for each binding: ("get", "/v1/accounts/{id}", "")."""
        rules = [self._http, *self._http.additional_bindings]
        return [(verb, getattr(rule, verb), rule.body) for rule in rules for verb in HTTP_VERBS if getattr(rule, verb)]

    @property
    def reads(self):
        """It changes nothing: what google.api.http calls GET."""
        return any(verb == "get" for verb, _, _ in self.http)


class Message:
    def __init__(self, file, proto, scope, path):
        self.file = file
        self.full_name = f"{scope}.{proto.name}"
        self.comment = file.comment_at(*path)
        maps = {f".{self.full_name}.{row.name}": row for row in proto.nested_type if row.options.map_entry}
        oneofs = [row.name for row in proto.oneof_decl]
        self.fields = [Field(file, row, (*path, FIELDS_OF_MESSAGE, i), maps, oneofs) for i, row in enumerate(proto.field)]
        self.enums = [Enum(file, row, self.full_name, (*path, ENUMS_OF_MESSAGE, i)) for i, row in enumerate(proto.enum_type)]

    @property
    def name(self):
        """Without the package: "Account", "ImportRequest.Row"."""
        return self.full_name.removeprefix(self.file.package + ".")


class Field:
    def __init__(self, file, proto, path, maps, oneofs):
        self.name = proto.name
        self.number = proto.number
        self.comment = file.comment_at(*path)
        self.map_of = [_type_of(part) for part in maps[proto.type_name].field] if proto.type_name in maps else None
        self.type = _type_of(proto)
        self.repeated = proto.label == proto.LABEL_REPEATED
        self.has_presence = proto.proto3_optional
        self.oneof = oneofs[proto.oneof_index] if proto.HasField("oneof_index") and not proto.proto3_optional else ""
        self.behaviors = file.enum_option(proto, "FieldOptions", "google.api.field_behavior")


class Enum:
    def __init__(self, file, proto, scope, path):
        self.file = file
        self.full_name = f"{scope}.{proto.name}"
        self.comment = file.comment_at(*path)
        self.values = [(row.name, row.number, file.comment_at(*path, VALUES_OF_ENUM, i)) for i, row in enumerate(proto.value)]

    @property
    def name(self):
        return self.full_name.removeprefix(self.file.package + ".")


def _type_of(field):
    """"string", or the full name of a message or enum."""
    if field.type_name:
        return field.type_name[1:]
    return descriptor_pb2.FieldDescriptorProto.Type.Name(field.type).removeprefix("TYPE_").lower()
