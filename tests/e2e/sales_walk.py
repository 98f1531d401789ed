"""Sells with buf curl, by reflection alone: a lead comes in, is assigned and converted; its opportunity, with line items,
splits and a team, is refused at a gated stage, let through and won; engagements, matrix and recommendations show it; a
duplicate is found, merged, and the merge undone. Run by with_server.py.

sales_walk.py BUF [--write FILE]: checks each answer; with --write also keeps what was said, for docs/sales-walk.md.
"""

import conversation as talk

INTRODUCTION = """# From a lead to a customer, and a merge undone

What `buf curl` and the server said to each other, by reflection alone: no proto file was read. Made by
`tests/e2e/sales_walk.py`, which the tests run; tokens are shortened.
"""

ORGANIZATION, SALES, CATALOG = "pipewright.organization.v1", "pipewright.sales.v1", "pipewright.catalog.v1"


def euros(units):
    return {"currencyCode": "EUR", "units": str(units)}


def set_up(say, me):
    """A pipeline whose second stage is gated, two offerings, and a rule that gives leads from the North to `me`."""
    pipeline = say("A pipeline whose second stage takes only what is worth talking about", f"{SALES}.PipelineService.CreatePipeline", {
        "pipeline": {"name": "Projects", "stages": [
            {"name": "Talk", "kind": "STAGE_KIND_OPEN", "probability": 20},
            {"name": "Offer", "kind": "STAGE_KIND_OPEN", "probability": 60,
             "entryFilter": "amount > 1000 AND primary_contact_id:*"},
            {"name": "Won", "kind": "STAGE_KIND_WON", "probability": 100},
            {"name": "Lost", "kind": "STAGE_KIND_LOST"}]}})
    desks = say("What is sold: desks", f"{CATALOG}.OfferingService.CreateOffering", {"offering": {
        "name": "Oak desk", "sku": "DESK", "kind": "OFFERING_KIND_PRODUCT", "active": True, "prices": [euros(400)]}})
    care = say("And their care", f"{CATALOG}.OfferingService.CreateOffering", {"offering": {
        "name": "Care", "sku": "CARE", "kind": "OFFERING_KIND_SERVICE", "active": True, "prices": [euros(90)],
        "billingPeriod": "BILLING_PERIOD_ANNUAL"}})
    rule = say("Who gets leads from the North", f"{SALES}.AssignmentRuleService.CreateAssignmentRule", {"assignmentRule": {
        "name": "North", "entity": "ASSIGNMENT_ENTITY_LEAD", "filter": 'region = "North"',
        "method": "ASSIGNMENT_METHOD_ROUND_ROBIN", "assigneeIds": [me]}})
    assert rule["assigneeIds"] == [me]
    return pipeline, desks, care


def convert(say, me, pipeline):
    lead = say("A lead comes in, for the rules to assign", f"{SALES}.LeadService.CreateLead", {
        "lead": {"name": "Maria Berg", "company": "Meridian Freight", "email": "maria@meridian.example", "region": "North",
                 "source": "LEAD_SOURCE_REFERRAL", "estimatedValue": euros(900)},
        "applyAssignmentRules": True})
    assert lead["ownerId"] == me and lead["code"] == "LEA-000001" and lead["status"] == "LEAD_STATUS_NEW", lead
    say("She was called", f"{SALES}.LeadService.MarkLeadContacted", {"id": lead["id"]})
    converted = say("And becomes an account, a contact and an opportunity, at once", f"{SALES}.LeadService.ConvertLead", {
        "id": lead["id"], "opportunity": {"title": "Desks for the new office", "pipelineId": pipeline["id"]}})
    assert converted["lead"]["status"] == "LEAD_STATUS_CONVERTED"
    assert converted["account"]["name"] == "Meridian Freight" and converted["contact"]["email"] == "maria@meridian.example"
    assert converted["opportunity"]["amount"] == euros(900) and converted["opportunity"]["accountId"] == converted["account"]["id"]
    refused = say("A converted lead is frozen", f"{SALES}.LeadService.UpdateLead", {
        "lead": {"id": lead["id"], "company": "Meridian"}, "updateMask": "company"}, fails=True)
    assert refused["code"] == "failed_precondition", refused
    return converted


def win(conversation, say, me, pipeline, desks, care, opportunity):
    move = {"id": opportunity["id"], "stageId": pipeline["stages"][1]["id"]}
    refused = say("Too small for an offer: the stage's filter refuses it", f"{SALES}.OpportunityService.MoveOpportunityStage", move,
                  fails=True)
    info = conversation.explain(refused)["google.rpc.ErrorInfo"]
    assert info["reason"] == "STAGE_FILTER_NOT_MET", info
    priced = say("What it is about, who sells it, and who gets what of it", f"{SALES}.OpportunityService.UpdateOpportunity", {
        "opportunity": {
            "id": opportunity["id"],
            "lineItems": [{"offeringId": desks["id"], "quantity": "50", "unitPrice": euros(400), "discountBasisPoints": 1000},
                          {"offeringId": care["id"], "unitPrice": euros(90)}],
            "team": [{"userId": me, "role": "lead", "splitBasisPoints": 10000, "overlayBasisPoints": 500}]},
        "updateMask": "lineItems,team"})
    assert priced["amount"] == euros(18090) and priced["lineItems"][0]["title"] == "Oak desk", priced
    moved = say("Now it goes through", f"{SALES}.OpportunityService.MoveOpportunityStage", move)
    assert moved["stageId"] == pipeline["stages"][1]["id"] and moved["probability"] == 60
    won = say("And is won, with an engagement for each thing that was sold", f"{SALES}.OpportunityService.WinOpportunity", {
        "id": opportunity["id"], "createEngagements": True})
    assert won["status"] == "OPPORTUNITY_STATUS_WON"
    engagements = say("What the account uses from now on", f"{CATALOG}.EngagementService.ListEngagements", {
        "filter": f'account_id = "{won["accountId"]}"'})
    assert sorted(each["offeringId"] for each in engagements["engagements"]) == sorted([desks["id"], care["id"]])
    return won


def cross_sell(say, desks, account):
    other = say("Another account, which has only desks", f"{SALES}.AccountService.CreateAccount", {"account": {"name": "Harbor Lines"}})
    say("As an engagement", f"{CATALOG}.EngagementService.CreateEngagement", {"engagement": {
        "accountId": other["id"], "offeringId": desks["id"]}})
    matrix = say("Who uses what", f"{CATALOG}.CrossSellService.GetCrossSellMatrix", {"returnRowTotals": True, "returnColumnTotals": True})
    rows = {row["accountId"]: row.get("cells", []) for row in matrix["rows"]}
    assert len(rows[account]) == 2 and len(rows[other["id"]]) == 1, matrix
    say("What Harbor Lines may want next, and why", f"{CATALOG}.CrossSellService.ListCrossSellRecommendations", {"accountId": other["id"]})


def merge(say, account):
    double = say("The same company, entered a second time", f"{SALES}.AccountService.CreateAccount", {
        "account": {"name": "Meridian Freight Ltd", "phone": "+493012345678"}})
    contact = say("With a contact", f"{SALES}.ContactService.CreateContact", {"contact": {
        "lastName": "Tal", "accountId": double["id"], "email": "tal@meridian.example"}})
    found = say("Which accounts are it as well?", f"{SALES}.DuplicateService.FindDuplicateAccounts", {"accountId": double["id"]})
    assert [each["account"]["id"] for each in found["duplicates"]] == [account], found
    refused = say("Who asks for it isn't let enter it a third time", f"{SALES}.AccountService.CreateAccount", {
        "account": {"name": "MERIDIAN FREIGHT"}, "duplicateCheck": "DUPLICATE_CHECK_REJECT"}, fails=True)
    assert refused["code"] == "already_exists", refused
    merged = say("One account of the two; the phone number is taken over", f"{SALES}.MergeService.MergeAccounts", {
        "survivorId": account, "losers": [{"id": double["id"]}], "takenFields": [{"field": "phone", "fromId": double["id"]}]})
    read = f"{SALES}.ContactService.GetContact"
    assert say("The contact is the survivor's", read, {"id": contact["id"]})["accountId"] == account
    undone = say("It was a mistake: undone", f"{SALES}.MergeService.UndoMerge", {"id": merged["id"]})
    assert undone["undoTime"]
    assert say("The contact is back where it was", read, {"id": contact["id"]})["accountId"] == double["id"]


def converse(conversation):
    say = conversation.say
    session = say("Sign up", f"{ORGANIZATION}.AuthService.SignUp", {
        "email": "ann@example.com", "password": "a-long-enough-password", "givenName": "Ann", "tenantName": "Ann and Co"})
    conversation.sign_in_with(session["accessToken"])
    me = session["user"]["id"]
    pipeline, desks, care = set_up(say, me)
    converted = convert(say, me, pipeline)
    won = win(conversation, say, me, pipeline, desks, care, converted["opportunity"])
    cross_sell(say, desks, won["accountId"])
    merge(say, won["accountId"])


if __name__ == "__main__":
    talk.main(converse, INTRODUCTION)
