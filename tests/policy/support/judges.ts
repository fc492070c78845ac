import * as assert from "node:assert/strict";

import { TYPES } from "../../../models/graph";
import type { StatusPolicy } from "../../../policy/shared/run/run";
import { analyzeResources, graphOf, node, type View, type Violation } from "../../support/policyGraph";
import { GOOD_STACKS } from "./goodStacks";
import { type Change, changed, nodesOf, ref, type StackData } from "./stackData";

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
    /** False where only the update knows, and the preview leaves open what the report is on. @default true */
    readonly inPreview?: boolean;
}

/** A change to a good stack that is not the policy's business, or that it allows; only in preview may it leave something undecided. */
export interface Allowed {
    readonly allows: string;
    readonly of?: keyof typeof GOOD_STACKS;
    readonly change: readonly Change[];
    /** True where the preview must not leave anything open. @default false */
    readonly atOnce?: boolean;
}

/** A change to a good stack of which the policy can say nothing yet, and says so. */
export interface Open {
    /** What it cannot decide on, as the end of "does not decide on …". */
    readonly leaves: string;
    readonly of?: keyof typeof GOOD_STACKS;
    readonly change: readonly Change[];
    /** Where that is so. @default all */
    readonly views?: readonly View[];
    /** The resources that it names. */
    readonly on: readonly string[];
}

const isUndecided = ({ message }: Violation) => message.startsWith("Undecided");
const VIEWS: readonly View[] = ["preview", "update", "literals"];

/** Names of the resources that a policy leaves open. */
const openIn = (found: readonly Violation[]) =>
    found.filter(isUndecided).flatMap(({ message }) => [...message.matchAll(/"([^"]+)"/g)].map(([, name]) => name!));

/** The stack with patterns that a preview does not know. */
const withoutPatterns = (stack: StackData): StackData => ({
    ...Object.fromEntries(
        Object.entries(stack).map(([name, { props, ...data }]) => {
            const isRule = data.type === TYPES.rule || data.type === TYPES.nativeRule;
            return [name, { ...data, props: { ...props, ...(isRule && { eventPattern: ref("patterns", "value") }) } }];
        }),
    ),
    patterns: { type: "aws:ssm/parameter:Parameter", props: {} },
});

/** Names of resources of good stacks about which a policy needs values that a preview does not know: documents with ARNs in them, and actions. */
const STAYS_OPEN: Readonly<Record<string, readonly string[]>> = {
    "dead-letter-queue-takes-events": ["undelivered", "unforwarded"],
    "function-may-read-its-secret": ["slack"],
    "handler-has-failure-destination": ["notify"],
    "handler-role-is-narrow": ["notify-role", "notify-role-policy"],
    "status-target-takes-events": ["forward-target"],
    "status-rule-alarm-fires": ["failed-alarm", "failed-dlq-alarm", "forward-alarm", "undelivered-depth"],
};

/** Tests of a policy: it allows the good stacks, known and unknown, reports exactly what is wrong, and ignores what is not its business. */
export function itJudges(policy: StatusPolicy, cases: readonly (Case | Allowed | Open)[]): void {
    const look = (stack: StackData, view: View) => analyzeResources([policy], graphOf(nodesOf(stack), view).resources);
    const judge = async (stack: StackData, view: View) => {
        const found = await look(stack, view);
        return found.filter((one) => !isUndecided(one)).map(({ urn, level, message }) => ({ on: urn.split("::").at(-1), level, message }));
    };

    for (const [name, stack] of Object.entries(GOOD_STACKS)) {
        it(`allows the stack "${name}" when all is known`, async () => {
            assert.deepEqual([...(await look(stack, "update")), ...(await look(stack, "literals"))], []);
        });
        it(`allows the stack "${name}" while names and ARNs are not known, in one line at most`, async () => {
            const found = await look(stack, "preview");
            assert.ok(found.length <= 1 && found.every(isUndecided), JSON.stringify(found));
            const open = openIn(found).filter((resource) => !STAYS_OPEN[policy.name]?.includes(resource.replace(/-(us|eu)$/, "")));
            assert.deepEqual(open, []);
        });
    }

    for (const one of cases) {
        for (const view of "leaves" in one ? (one.views ?? VIEWS) : VIEWS) {
            const stack = changed(GOOD_STACKS[one.of ?? "plain"]!, one.change);
            if ("allows" in one) {
                it(`allows ${one.allows} (${view})`, async () => {
                    const found = await look(stack, view);
                    assert.deepEqual(view === "preview" && !one.atOnce ? found.filter((finding) => !isUndecided(finding)) : found, []);
                });
            } else if ("leaves" in one) {
                it(`does not decide on ${one.leaves}, and says so (${view})`, async () => {
                    const found = await look(stack, view);
                    const names = one.on.map((name) => `"${name}"`).join(", ");
                    const line =
                        view === "preview"
                            ? `Undecided in preview: values of ${names} are unknown until the update.`
                            : `Undecided: the answer for ${names} depends on resources outside of this stack, or on details of AWS that the pack does not know.`;
                    assert.deepEqual(
                        found.map(({ message }) => message),
                        [line],
                    );
                });
            } else {
                const { on, message, messageInPreview = message, level = "mandatory", inPreview = true } = one;
                const says = { on, level, message: view === "preview" ? messageInPreview : message };
                if (view === "preview" && !inPreview) {
                    it(`leaves to the update ${one.reports} (${view})`, async () => {
                        const found = await look(stack, view);
                        assert.ok(found.every(isUndecided) && openIn(found).includes(on), JSON.stringify(found));
                    });
                } else {
                    it(`reports ${one.reports} (${view})`, async () => assert.deepEqual(await judge(stack, view), [says]));
                }
            }
        }
    }

    for (const one of cases.filter((each): each is Case => "reports" in each)) {
        it(`leaves open ${one.reports} while the patterns of all rules are unknown, which may be on other things`, async () => {
            const found = await look(withoutPatterns(changed(GOOD_STACKS[one.of ?? "plain"]!, one.change)), "preview");
            assert.deepEqual({ found: found.filter((each) => !isUndecided(each)), open: openIn(found).length > 0 }, { found: [], open: true });
        });
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
