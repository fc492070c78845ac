import {
    all,
    type Answer,
    answer,
    type Attached,
    type Bus,
    type GraphResource,
    isForQualifier,
    isGiven,
    isOf,
    readPermission,
    slotAt,
    sourcesOf,
    type Stack,
    type StatusTarget,
    textIn,
} from "../models/graph";
import { statusPolicy } from "./shared/run/run";
import type { Verdict } from "./shared/run/verdict";

/** Without a permission EventBridge cannot call the function; without the rule's ARN in it, the rules of anybody can. */
export const invokePermissionNamesRule = statusPolicy({
    name: "invoke-permission-names-rule",
    description: "A function that a SageMaker job-status rule calls allows that rule to call it, by its ARN.",
    severity: "critical",
    remediationSteps:
        'Add a lambda.Permission with action "lambda:InvokeFunction", principal "events.amazonaws.com" and as sourceArn the ARN of the rule.',
    judge: (stack, verdict) => {
        for (const { resource: handler, targets, sure: isHandler } of stack.handlers()) {
            const permissions = stack
                .attachedTo(handler, "permission", "function", "function", "functionName")
                .filter(({ resource }) => textIn(readPermission(resource).principal) === "events.amazonaws.com");
            for (const { resource, sure } of permissions) {
                const callers = strangersIn(resource);
                if (callers !== undefined && isHandler && sure) {
                    verdict.wrong(resource, `This permission allows ${callers} to call the function. Set sourceArn to the ARN of the rule.`);
                } else if (callers !== undefined) {
                    verdict.undecided(resource);
                }
            }
            // A target with a role calls as that role.
            for (const target of targets.filter(({ roleArn }) => !isGiven(roleArn))) {
                judgeTarget(stack, verdict, handler, target, permissions);
            }
        }
    },
});

function judgeTarget(stack: Stack, verdict: Verdict, handler: GraphResource, target: StatusTarget, permissions: readonly Attached[]): void {
    const naming = permissions.filter(({ resource }) => names(resource, target) !== "no");
    const answers = naming.map(({ resource, sure }): Answer => {
        const qualifier = isForQualifier(stack, target.arn, resource, readPermission(resource).functionName);
        return all([sure ? names(resource, target) : "unknown", qualifier]);
    });
    const rule = target.rule.resource;
    const ruleArn = textIn(slotAt(rule, "arn"));
    const ofOther = permissions.find(
        ({ resource }) => textIn(readPermission(resource).sourceArn) === ruleArn && isForOtherAccount(resource, ruleArn),
    );
    if (answers.includes("yes")) {
        return;
    }
    if (!target.sure || answers.includes("unknown")) {
        verdict.undecided(target.resource);
    } else if (naming.length > 0) {
        verdict.wrong(
            naming[0]!.resource,
            `EventBridge may not call the version or alias of the function "${handler.name}" that the rule "${rule.name}" calls: this permission is for another one. Set its qualifier to that of the target, or remove it where the target has none.`,
        );
    } else if (ofOther !== undefined) {
        verdict.wrong(
            ofOther.resource,
            `This permission names the rule "${rule.name}" and the account of another one. Remove sourceAccount, or set it to the account of the rule.`,
        );
    } else {
        verdict.wrong(
            permissions.length === 1 ? permissions[0]!.resource : target.resource,
            `EventBridge may not call the function "${handler.name}" for the rule "${rule.name}". Add a permission for events.amazonaws.com whose sourceArn is the ARN of the rule.`,
        );
    }
}

/** Which rules a permission allows that it does not name; undefined for none. */
function strangersIn(permission: GraphResource): string | undefined {
    const { sourceArn, sourceAccount } = readPermission(permission);
    if (!isGiven(sourceArn)) {
        return isGiven(sourceAccount) ? "every rule of an account" : "the rules of any account";
    }
    return /[*?]/.test(textIn(sourceArn) ?? "") ? "more than one rule" : undefined;
}

/** Whether a permission is for rules of another account than the rule's, for sure. */
function isForOtherAccount(permission: GraphResource, ruleArn: string | undefined): boolean {
    const [account, own] = [textIn(readPermission(permission).sourceAccount), ruleArn?.split(":")[4]];
    return Boolean(account && own && account !== own);
}

/** Whether a permission is for the rule of a target. One that is for all rules is reported by itself. */
function names(permission: GraphResource, { rule: { resource: rule, bus } }: StatusTarget): Answer {
    const action = answer(readPermission(permission).action.value, (value) => /^lambda:(invokeFunction|\*)$/i.test(String(value)));
    if (action !== "yes") {
        return action;
    }
    const ruleArn = textIn(slotAt(rule, "arn"));
    if (isForOtherAccount(permission, ruleArn)) {
        return "no";
    }
    if (strangersIn(permission) !== undefined) {
        return "yes";
    }
    const named = namesArn(permission, rule, bus);
    // As long as the ARN of the rule is not known, nor is its account.
    return named === "yes" && ruleArn === undefined && isGiven(readPermission(permission).sourceAccount) ? "unknown" : named;
}

function namesArn(permission: GraphResource, rule: GraphResource, bus: Bus): Answer {
    const [sourceArn, ruleArn] = [readPermission(permission).sourceArn, textIn(slotAt(rule, "arn"))];
    const { value } = sourceArn;
    if (value.known && ruleArn !== undefined) {
        return value.value === ruleArn ? "yes" : "no";
    }
    const rules = sourcesOf(sourceArn).filter(isOf("rule"));
    if (rules.length > 0) {
        return rules.includes(rule) ? "yes" : "no";
    }
    const name = textIn(slotAt(rule, "name"));
    if (value.known && name !== undefined) {
        const path = bus.name.known && bus.name.value !== "default" ? `${bus.name.value}/${name}` : name;
        return String(value.value).endsWith(`:rule/${path}`) ? "yes" : "no";
    }
    return "unknown";
}
