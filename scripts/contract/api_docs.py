"""The reference in Markdown, made from the contract: a page for each service with its messages and enums, one for each
file that has types alone, one for the reasons of errors, and an index.
"""

import re

import markdown
from descriptors import Contract

NOTICE = "<!-- Made from proto/ by scripts/generate: change the comments there. -->"
WELL_KNOWN = {
    "google.protobuf": "https://protobuf.dev/reference/protobuf/google.protobuf/#",
    "google.type": "https://github.com/googleapis/googleapis/blob/master/google/type/",
    "google.rpc": "https://github.com/googleapis/googleapis/blob/master/google/rpc/",
}
REASONS = "pipewright.shared.v1.ErrorReason"
ACCESS = "pipewright.shared.v1.Access"
GRPC_CODES = {"CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
              "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE",
              "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED"}
INTRODUCTION = """Every service, method, message and field of the API, made from the comments in [proto](../../proto/pipewright).
How all of them work alike (ids, etags, masks, filters, pages, retries) stands in
[conventions](../conventions.md), how to handle errors in [errors](../errors.md). A field is marked *required*, *output* (the server
sets it and ignores what is sent), or neither.
"""


class ContractError(Exception):
    """The contract lacks something that the reference needs."""


def pages(contract: Contract):
    """{path below docs/api: text}"""
    return _Pages(contract).all()


class _Pages:
    def __init__(self, contract):
        self._contract = contract
        services = {(file.package, _stem(file).removesuffix("_service")) for file in contract.files if file.services}
        # A file of types alone stands on the page of the service of that name, if there is one.
        self._page_of = {}
        for file in contract.files:
            stem = _stem(file)
            if (file.package, stem.removesuffix("_service")) in services:
                stem = stem.removesuffix("_service")
            self._page_of[file.name] = f"{_context(file)}/{stem}.md"
        self._reasons = {name.removeprefix("ERROR_REASON_") for name, _, _ in contract.enums[REASONS].values}

    def all(self):
        errors = self._contract.enums[REASONS].file.name
        made = {"README.md": self._index()}
        for page in sorted(set(self._page_of.values())):
            files = [file for file in self._contract.files if self._page_of[file.name] == page]
            if any(file.name == errors for file in files):
                made[page] = self._reasons_page(files[0])
            else:
                made[page] = self._page(files, page)
        return {path: f"{NOTICE}\n{text}" for path, text in made.items()}

    def _index(self):
        text = ["# API reference", "", INTRODUCTION]
        for context in sorted({_context(file) for file in self._contract.files}):
            text += [f"## {context}", ""]
            services = [service for service in self._contract.services if _context(service.file) == context]
            if services:
                rows = []
                for service in services:
                    page = self._page_of[service.file.name]
                    methods = " · ".join(f"[{row.name}]({page}#{markdown.anchor(row.name)})" for row in service.methods)
                    rows.append([f"[{service.name}]({page})", methods])
                text += [markdown.table(["service", "methods"], rows), ""]
            others = sorted({self._page_of[file.name] for file in self._contract.files if _context(file) == context}
                            - {self._page_of[service.file.name] for service in services})
            if others:
                text += ["Types: " + ", ".join(f"[{_title(page)}]({page})" for page in others), ""]
        return "\n".join(text)

    def _page(self, files, page):
        services = [service for file in files for service in file.services]
        text = [f"# {services[0].name if services else _title(page)}", ""]
        requests = set()
        for file in files:
            if file.services or not services:
                text += [self._prose(file.comment, page), ""]
        text += [f"Package `{files[0].package}`, " + ", ".join(
            f"[{file.name.rpartition('/')[2]}](../../../proto/{file.name})" for file in files) + ".", ""]
        for service in services:
            text += [self._prose(service.comment, page), "", self._method_table(service), ""]
            for method in service.methods:
                requests.add(method.request)
                text += self._method(method, page)
        messages = [message for file in files for message in file.messages if message.full_name not in requests]
        if services and messages:
            text += ["## Messages", ""]
        level = "###" if services else "##"
        for message in messages:
            text += [f"{level} {message.name}", "", self._prose(message.comment, page), "", self._fields(message, page), ""]
        enums = [enum for file in files for enum in file.enums]
        if services and enums:
            text += ["## Enums", ""]
        for enum in enums:
            rows = [[f"`{name}`", str(number), self._cell(comment, page)] for name, number, comment in enum.values]
            text += [f"{level} {enum.name}", "", self._prose(enum.comment, page), "",
                     markdown.table(["value", "no.", "meaning"], rows), ""]
        return "\n".join(text)

    def _method_table(self, service):
        rows = [[f"[{method.name}](#{markdown.anchor(method.name)})", _permission(self._contract, method), _http(method)]
                for method in service.methods]
        return markdown.table(["method", "permission", "HTTP"], rows)

    def _method(self, method, page):
        request = self._contract.messages.get(method.request)
        text = [f"## {method.name}", "", self._prose(method.comment, page), "",
                f"Permission: {_permission(self._contract, method)} · {_http(method)}{_body(method)} · {_retry(self._contract, method)}", ""]
        streamed = "A stream of " if method.client_streaming else ""
        name = method.request.rpartition(".")[2]
        # Batches and transactions hold the requests of other methods, so there are links to them.
        text += [f'<a id="{markdown.anchor(name)}"></a>Request: {streamed}`{name}`', ""]
        if request is not None:
            text += [self._fields(request, page), ""]
        streamed = "a stream of " if method.server_streaming else ""
        return text + [f"Answer: {streamed}{self._link(method.response, page)}", ""]

    def _fields(self, message, page):
        if not message.fields:
            return "No fields."
        rows = []
        for field in message.fields:
            if not field.comment:
                raise ContractError(f"{message.full_name}.{field.name} has no comment")
            rows.append([f"`{field.name}`", str(field.number), self._type(field, page), self._cell(_marks(field) + field.comment, page)])
        return markdown.table(["field", "no.", "type", "meaning"], rows)

    def _type(self, field, page):
        if field.map_of:
            key, value = (self._link(part, page) for part in field.map_of)
            return f"map of {key} to {value}"
        text = self._link(field.type, page)
        if field.repeated:
            return f"repeated {text}"
        return f"optional {text}" if field.has_presence else text

    def _link(self, name, page):
        """A type with a link to where it is told of."""
        known = self._contract.messages.get(name) or self._contract.enums.get(name)
        if known is not None:
            target = self._page_of[known.file.name]
            place = "" if target == page else markdown.relative(target, page)
            return f"[{known.name}]({place}#{markdown.anchor(known.name)})"
        package, _, short = name.rpartition(".")
        if package == "google.protobuf":
            return f"[{short}]({WELL_KNOWN[package]}{short.lower()})"
        if package == "google.type":
            return f"[{short}]({WELL_KNOWN[package]}{short.lower()}.proto)"
        if package == "google.rpc":
            return f"[{short}]({WELL_KNOWN[package]}status.proto)"
        return name

    def _reasons_page(self, file):
        page = self._page_of[file.name]
        enum = self._contract.enums[REASONS]
        rows = []
        for name, number, comment in enum.values:
            if number == 0:
                continue
            reason = name.removeprefix("ERROR_REASON_")
            code, _, meaning = comment.partition(":")
            if code not in GRPC_CODES:
                raise ContractError(f"the comment of {name} in {file.name} must begin with the gRPC code that the reason comes "
                                    "with, as in \"ABORTED: the record has changed since it was read.\"")
            named = [f"[{method.name}]({markdown.relative(self._page_of[method.service.file.name], page)}#{markdown.anchor(method.name)})"
                     for method in self._contract.methods if re.search(rf"\b{reason}\b", method.comment) and reason not in GRPC_CODES]
            meaning = markdown.cell(meaning.strip()[:1].upper() + meaning.strip()[1:])
            rows.append([f'<a id="{reason.lower()}"></a>`{reason}`', str(number), code, meaning, ", ".join(named)])
        return "\n".join([
            "# Reasons of errors", "", markdown.prose(file.comment), "", markdown.prose(enum.comment), "",
            "[errors.md](../../errors.md) tells how to read them in your language and what to do. The last column names the methods "
            "that speak of the reason; any method may answer with those of requests, credentials, records and the server.", "",
            markdown.table(["reason", "number", "code", "meaning", "told of by"], rows), ""])

    def _prose(self, comment, page):
        return self._with_links(markdown.prose(comment), page)

    def _cell(self, comment, page):
        return self._with_links(markdown.cell(comment), page)

    def _with_links(self, text, page):
        errors = self._page_of[self._contract.enums[REASONS].file.name]
        known = self._reasons - GRPC_CODES

        def link(match):
            reason = match.group(0)
            return f"[{reason}]({markdown.relative(errors, page)}#{reason.lower()})" if reason in known else reason
        return re.sub(r"(?<![\w`[])[A-Z][A-Z_]+(?![\w`\]])", link, text)


def _stem(file):
    return file.name.rpartition("/")[2].removesuffix(".proto")


def _context(file):
    return file.name.split("/")[1]


def _title(page):
    return page.rpartition("/")[2].removesuffix(".md").replace("_", " ").capitalize()


def _permission(contract, method):
    """`account:create`, or what the value of Access says of itself."""
    if method.access == "ACCESS_UNSPECIFIED":
        return f"`{method.permission.resource}:{method.permission.action}`"
    comments = {name: comment for name, _, comment in contract.enums[ACCESS].values}
    meaning = comments[method.access].partition(";")[0].rstrip(".")
    return meaning[:1].lower() + " ".join(meaning[1:].split())


def _http(method):
    return ", ".join(f"`{verb.upper()} {path}`" for verb, path, _ in method.http)


def _body(method):
    body = method.http[0][2] if method.http else ""
    return f" with `{body}` as the body" if body not in ("", "*") else ""


def _retry(contract, method):
    if method.reads:
        return "safe to retry"
    return "safe to retry with `request_id`" if contract.has_field(method.request, "request_id") else "not safe to retry blindly"


def _marks(field):
    marks = [mark for behavior, mark in (("REQUIRED", "required"), ("OUTPUT_ONLY", "output"), ("IMMUTABLE", "set at creation"),
                                         ("INPUT_ONLY", "never answered")) if behavior in field.behaviors]
    if field.oneof:
        marks.append(f"one of {field.oneof}")
    return f"*{', '.join(marks)}.* " if marks else ""
