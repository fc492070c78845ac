import { handlerHasFailureDestination } from "../../policy/handlerHasFailureDestination";
import { mayWrite } from "./support/goodStacks";
import { ref } from "./support/stackData";

const QUEUE = "arn:aws:sqs:us-east-1:111122223333:failures-1a2b3c4";
const CALL = `arn:aws:sts::111122223333:assumed-role/notify-role-1a2b3c4/handler may not call sqs:SendMessage on ${QUEUE}`;
import { itJudges } from "./support/judges";

describe("handler-has-failure-destination", () => {
    itJudges(handlerHasFailureDestination, [
        {
            reports: "a function without one",
            change: [{ remove: ["notify-retries"] }],
            on: "notify",
            message: "This function drops the events that it fails on. Add a FunctionEventInvokeConfig with destinationConfig.onFailure.destination.",
        },
        {
            reports: "a role without any policy",
            change: [{ remove: ["notify-role-policy"] }],
            on: "notify",
            message: `The role of this function may not write to its failure destination: it has no policy that allows anything. Allow it in a policy of the role.`,
        },
        {
            reports: "a role that may write to another queue",
            change: [{ set: "notify-role-policy", to: { policy: mayWrite("undelivered") } }],
            on: "notify",
            message: `The role of this function may not write to its failure destination: ${CALL}: identity policy, statement 1 does not apply: its resource is "arn:aws:sqs:us-east-1:111122223333:undelivered-1a2b3c4", not ${QUEUE}. Allow it in a policy of the role.`,
            inPreview: false,
        },
        {
            allows: "the function's own dead-letter queue",
            change: [{ remove: ["notify-retries"] }, { set: "notify", to: { deadLetterConfig: { targetArn: ref("failures") } } }],
        },
        {
            allows: "a role with a managed policy that allows it",
            change: [
                { remove: ["notify-role-policy"] },
                { set: "notify-role", to: { managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonSQSFullAccess"] } },
            ],
        },
        {
            allows: "a role of another stack, of which nothing can be said",
            change: [{ set: "notify", to: { role: "arn:aws:iam::111122223333:role/shared" } }],
        },
    ]);
});
