import * as assert from "node:assert/strict";

import type { StatusPolicy } from "../../../policy/shared/run";
import { analyzeResources, graphOf, node, type View, type Violation } from "../../support/policyGraph";
import { GOOD_STACKS } from "./goodStacks";
import { type Change, changed, nodesOf, type StackData } from "./stackData";

/** A change to a good stack and what the policy says of it. */
export interface Case {
    /** What is wrong, as the end of "reports …". */
    readonly reports: string;
    /** @default "plain" */
    readonly of?: keyof typeof GOOD_STACKS;
    readonly change: readonly Change[];
    /** Name of the resource that the report is on. */
    readonly on: string;
    readonly message: string;
    /** What the preview says, which knows no ARNs. @default message */
    readonly messageInPreview?: string;
    /** @default "mandatory" */
    readonly level?: string;
    /** False where only the update knows. @default true */
    readonly inPreview?: boolean;
}

/** A change to a good stack that is not the policy's business, or that it allows. */
export interface Allowed {
    readonly allows: string;
    readonly of?: keyof typeof GOOD_STACKS;
    readonly change: readonly Change[];
}

const isUndecided = ({ message }: Violation) => message.startsWith("Undecided: ");
const VIEWS: readonly View[] = ["preview", "update", "literals"];

/** Tests of a policy: it allows the good stacks, known and unknown, reports exactly what is wrong, and ignores what is not its business. */
export function itJudges(policy: StatusPolicy, cases: readonly (Case | Allowed)[]): void {
    const judge = async (stack: StackData, view: View) => {
        const found = await analyzeResources([policy], graphOf(nodesOf(stack), view).resources);
        return found.filter((one) => !isUndecided(one)).map(({ urn, level, message }) => ({ on: urn.split("::").at(-1), level, message }));
    };

    for (const [name, stack] of Object.entries(GOOD_STACKS)) {
        it(`allows the stack "${name}" when all is known`, async () => {
            assert.deepEqual([...(await judge(stack, "update")), ...(await judge(stack, "literals"))], []);
        });
        it(`allows the stack "${name}" while names and ARNs are not known, in one line at most`, async () => {
            const found = await analyzeResources([policy], graphOf(nodesOf(stack), "preview").resources);
            assert.ok(found.length <= 1 && found.every(isUndecided), JSON.stringify(found));
        });
    }

    for (const one of cases) {
        for (const view of VIEWS) {
            const stack = changed(GOOD_STACKS[one.of ?? "plain"]!, one.change);
            if ("allows" in one) {
                it(`allows ${one.allows} (${view})`, async () => assert.deepEqual(await judge(stack, view), []));
            } else {
                const { on, message, messageInPreview = message, level = "mandatory", inPreview = true } = one;
                const says = { on, level, message: view === "preview" ? messageInPreview : message };
                const expected = view === "preview" && !inPreview ? [] : [says];
                it(`${expected.length > 0 ? "reports" : "leaves to the update"} ${one.reports} (${view})`, async () =>
                    assert.deepEqual(await judge(stack, view), expected));
            }
        }
    }

    it("ignores rules on other things, and resources that no status rule uses", async () => {
        const others = [
            node("aws:cloudwatch/eventRule:EventRule", "ec2", { eventPattern: JSON.stringify({ source: ["aws.ec2"] }), state: "DISABLED" }),
            node("aws:cloudwatch/eventRule:EventRule", "nightly", { scheduleExpression: "rate(1 day)" }),
            node("aws:cloudwatch/eventTarget:EventTarget", "start", {
                rule: "nightly-1a2b3c4",
                arn: "arn:aws:lambda:us-east-1:111122223333:function:other",
            }),
            node("aws:lambda/function:Function", "other", { runtime: "python2.7", environment: { variables: { PASSWORD: "hunter2" } } }),
            node("aws:sqs/queue:Queue", "orders", { fifoQueue: true }),
            node("aws:cloudwatch/metricAlarm:MetricAlarm", "cpu", { namespace: "AWS/EC2", metricName: "CPUUtilization", threshold: 80 }),
            node("aws:cloudwatch/logGroup:LogGroup", "logs"),
        ];
        for (const view of VIEWS) {
            assert.deepEqual(await analyzeResources([policy], graphOf(others, view).resources), []);
        }
    });
}
