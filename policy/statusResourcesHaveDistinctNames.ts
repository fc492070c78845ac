import { equalNames, type GraphResource, replacingPolicies, type Stack, type StatusRule, textIn } from "../models/graph";
import { belongingsOf, report } from "./shared/belongings";
import { judgeFunction, judgePolicies } from "./shared/run/onceOnly";
import { statusPolicy } from "./shared/run/run";
import type { Verdict } from "./shared/run/verdict";

/** AWS has one resource of a name: of two in a program, one replaces the other without a word, or the deployment ends half way. */
export const statusResourcesHaveDistinctNames = statusPolicy({
    name: "status-resources-have-distinct-names",
    description:
        "No two alarms, rules, queues, topics, functions or log groups that belong to SageMaker job-status rules have one name in one Region and account, and no two targets of a rule one targetId.",
    severity: "high",
    remediationSteps: "Give each resource a different name, or none: Pulumi then makes one that is unique.",
    judge: (stack, verdict) => {
        const equal = equalNames(stack.named());
        // What belongs to rules is worked out only where names are equal, which is seldom.
        const belongings = equal.length === 0 ? new Map<GraphResource, boolean>() : belongingsOf(stack);
        for (const { first, second, name, rule, answer } of equal) {
            const belong = [first, second].flatMap((one) => belongings.get(one) ?? []);
            const message = `${rule.title} "${second.name}" has the name ${JSON.stringify(name)}, which "${first.name}" has in the same Region and account. ${rule.says}. Give it a different name, or remove the name so that Pulumi makes one.`;
            const isSure = answer === "yes" && name !== undefined;
            report(stack, verdict, second, { belongs: belong.length === 0 ? undefined : belong.includes(true), isSure, message });
        }
        stack.statusRules().forEach((rule) => judgeTargets(stack, verdict, rule));
        stack.handlers().forEach((handler) => judgeFunction(stack, verdict, handler));
        const replaced = (["queue", "topic"] as const).flatMap((kind) =>
            stack.ofGroup(kind).flatMap((owner) => {
                const replacing = replacingPolicies(stack, owner, kind);
                return replacing.length === 0 ? [] : [{ owner, replacing }];
            }),
        );
        const owners = replaced.length === 0 ? new Map<GraphResource, boolean>() : belongingsOf(stack);
        for (const { owner, replacing } of replaced) {
            const sure = owners.get(owner);
            if (sure !== undefined) {
                judgePolicies(verdict, { resource: owner, sure }, replacing);
            }
        }
    },
});

/** Two targets of one rule with one id. Source: PutTargets, "updates the targets if they are already associated with the rule". */
function judgeTargets(stack: Stack, verdict: Verdict, rule: StatusRule): void {
    const byId = new Map<string, { readonly resource: GraphResource; readonly sure: boolean }>();
    for (const { id, resource, sure } of stack.targetsOf(rule)) {
        const text = textIn(id);
        const first = text && byId.get(text);
        if (!text) {
            continue;
        }
        if (!first) {
            byId.set(text, { resource, sure });
        } else if (!sure || !first.sure) {
            verdict.undecided(resource);
        } else {
            const both =
                first.resource === resource ? "Two targets of this rule have" : `Target "${resource.name}" has, as "${first.resource.name}",`;
            verdict.wrong(
                resource,
                `${both} the targetId ${JSON.stringify(text)} on the rule "${rule.resource.name}". PutTargets replaces the target with this id, so only the second one gets events. Give each target of a rule a different targetId, or none.`,
            );
        }
    }
}
