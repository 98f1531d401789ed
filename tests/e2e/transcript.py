"""Talks to the server with buf curl, by reflection alone: sign up, create a pipeline and an opportunity, send it twice, win
it, be refused with a stale etag and with wrong fields, list with a filter. Run by with_server.py.

transcript.py BUF [--write FILE]: checks each answer; with --write also keeps what was said, for docs/transcript.md.
"""

import conversation as talk

INTRODUCTION = """# A transcript

What `buf curl` and the server said to each other, by reflection alone: no proto file was read. Made by
`tests/e2e/transcript.py`, which the tests run; tokens are shortened.
"""


def converse(conversation):
    say = conversation.say
    organization, sales = "pipewright.organization.v1", "pipewright.sales.v1"
    session = say("Sign up", f"{organization}.AuthService.SignUp", {
        "email": "ann@example.com", "password": "a-long-enough-password", "givenName": "Ann", "tenantName": "Ann and Co"})
    conversation.sign_in_with(session["accessToken"])

    pipeline = say("Create a pipeline", f"{sales}.PipelineService.CreatePipeline", {"pipeline": {"name": "Renewals", "stages": [
        {"name": "Due", "kind": "STAGE_KIND_OPEN", "probability": 60},
        {"name": "Quoted", "kind": "STAGE_KIND_OPEN", "probability": 80},
        {"name": "Renewed", "kind": "STAGE_KIND_WON", "probability": 100},
        {"name": "Left", "kind": "STAGE_KIND_LOST"}]}})
    assert [stage["name"] for stage in pipeline["stages"]] == ["Due", "Quoted", "Renewed", "Left"]

    account = say("Create an account", f"{sales}.AccountService.CreateAccount", {"account": {"name": "Harbor Freight Lines"}})
    request = {"opportunity": {
        "title": "Support plan 2027", "accountId": account["id"], "pipelineId": pipeline["id"],
        "amount": {"currencyCode": "EUR", "units": "12000"}}, "requestId": "4be37fe6-7bd9-4c0b-a2a5-2b1a9c5f0f0e"}
    opportunity = say("Create an opportunity", f"{sales}.OpportunityService.CreateOpportunity", request)
    assert opportunity["status"] == "OPPORTUNITY_STATUS_OPEN" and opportunity["probability"] == 60
    assert opportunity["expectedRevenue"]["units"] == "7200"

    again = say("Send the same request again, as after a lost answer: the same opportunity",
                f"{sales}.OpportunityService.CreateOpportunity", request)
    assert again == opportunity

    won = say("Win it", f"{sales}.OpportunityService.WinOpportunity", {"id": opportunity["id"], "etag": opportunity["etag"]})
    assert won["status"] == "OPPORTUNITY_STATUS_WON" and won["etag"] != opportunity["etag"]

    refused = say("Change it with the etag from before: refused", f"{sales}.OpportunityService.UpdateOpportunity", {
        "opportunity": {"id": opportunity["id"], "etag": opportunity["etag"], "nextStep": "Send the invoice"},
        "updateMask": "nextStep"}, fails=True)
    assert refused["code"] == "aborted", refused
    info = conversation.explain(refused)["google.rpc.ErrorInfo"]
    assert info["reason"] == "STALE_ETAG" and info["metadata"]["current_etag"] == won["etag"], info

    refused = say("Create one with wrong fields: all of them are named", f"{sales}.OpportunityService.CreateOpportunity", {
        "opportunity": {"title": "Spare parts", "accountId": "Harbor", "amount": {"currencyCode": "EURO", "units": "1"}}}, fails=True)
    details = conversation.explain(refused)
    assert details["google.rpc.ErrorInfo"]["reason"] == "INVALID_FIELD"
    wrong = [violation["field"] for violation in details["google.rpc.BadRequest"]["field_violations"]]
    assert sorted(wrong) == ["opportunity.account_id", "opportunity.amount.currency_code"], wrong

    listed = say("List", f"{sales}.OpportunityService.ListOpportunities", {
        "filter": "status = WON AND amount >= 10000", "orderBy": "amount desc", "pageSize": 10})
    assert [row["id"] for row in listed["opportunities"]] == [opportunity["id"]]
    refused = say("List with a filter that doesn't fit", f"{sales}.OpportunityService.ListOpportunities", {
        "filter": "status = WON AND amount >= plenty"}, fails=True)
    info = conversation.explain(refused)["google.rpc.ErrorInfo"]
    assert info["reason"] == "INVALID_FILTER" and info["metadata"]["position"] == "28", info


if __name__ == "__main__":
    talk.main(converse, INTRODUCTION)
