import {
    type ApplicablePolicies,
    type Decision,
    evaluatePolicies,
    type PolicyRequest,
    SERVICE_CALLS,
    type ServiceCall,
    serviceRequests,
    timeKeys,
} from "../../models/policies";
import { dnsSuffixOf } from "../../models/regions";
import type { Faults } from "./faults";
import type { Findings } from "./findings";
import { type ApiCallRecord, count } from "./occurrences";
import type { Guarded, KeyResource, RoleResource } from "./resources";

type Answer = Pick<Decision, "allowed" | "reason">;

/** Which call to the key comes with a service's write to an encrypted queue or topic. */
const KEY_CALLS: Record<string, ServiceCall> = {
    "events.amazonaws.com": SERVICE_CALLS.eventBridgeToKey,
    "cloudwatch.amazonaws.com": SERVICE_CALLS.cloudWatchToKey,
    "sns.amazonaws.com": SERVICE_CALLS.topicToKey,
};

/**
 * What a service asks of a key in the name of who calls it. DynamoDB keeps its table key: a call needs no more than to decrypt it.
 * Sources: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html,
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html, https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html,
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html, https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
 */
function keyRequests(action: string, arn: string): { action: string; viaService: string }[] {
    const [, partition = "", service = "", region = ""] = arn.split(":");
    const viaService = `${service}.${region}.${dnsSuffixOf(partition)}`;
    const onlyReads = action.startsWith("dynamodb:") || action === "secretsmanager:GetSecretValue" || action === "ssm:GetParameter";
    const actions = onlyReads ? ["kms:Decrypt"] : ["kms:GenerateDataKey", "kms:Decrypt"];
    return actions.map((each) => ({ action: each, viaService }));
}

/** Whether an action is the one, or begins as the one that ends in "*". */
const isAction = (given: string, action: string) => (given.endsWith("*") ? action.startsWith(given.slice(0, -1)) : given === action);

/** IAM of the local AWS: answers from the policies of the graph, and counts what functions ask for. */
export class Access {
    private readonly asked = new Map<string, ApiCallRecord>();

    constructor(
        private readonly place: { readonly account: string; readonly region: string },
        private readonly now: () => number,
        private readonly keys: readonly KeyResource[],
        private readonly parts: { readonly findings: Findings; readonly faults: Pick<Faults, "strike"> },
    ) {}

    /** Whether a service may call by itself, the key of an encrypted resource included. `sourceArn` is the rule, the alarm, the topic. */
    service(call: ServiceCall, target: Guarded, sourceArn: string): Answer {
        const source = { arn: sourceArn, account: this.place.account };
        for (const request of serviceRequests(call, target.arn, source)) {
            const answer = this.decide({ resource: target.policy }, request);
            if (!answer.allowed) {
                return answer;
            }
        }
        const keyCall = KEY_CALLS[call.service];
        const key = this.key(target);
        if (key === undefined || keyCall === undefined) {
            return { allowed: true, reason: "" };
        }
        const refused = serviceRequests(keyCall, key.arn, source)
            .map((request) => this.decide({ resource: key.policy }, request))
            .find(({ allowed }) => !allowed);
        return refused ?? { allowed: true, reason: "" };
    }

    /** Whether a service may use the key of a resource of the account; `context` is what it sends along. */
    serviceMayUseKey(service: string, target: Guarded, actions: readonly string[], context: Record<string, string>): Answer {
        const key = this.key(target);
        const answers = (key === undefined ? [] : actions).map((action) =>
            this.decide({ resource: key?.policy }, { principal: { service }, action, resource: key!.arn, context }),
        );
        return answers.find(({ allowed }) => !allowed) ?? { allowed: true, reason: "" };
    }

    /** What functions asked for, each combination once, in order of the first time. It is in no fact: there would be several for each event. */
    calls(): ApiCallRecord[] {
        return [...this.asked.values()].map((call) => ({ ...call }));
    }

    /** Whether the role of a function may do something. Every answer is counted. */
    role(functionName: string, role: RoleResource | undefined, action: string, target: Guarded, context: Record<string, string> = {}): Answer {
        if (role === undefined) {
            return { allowed: false, reason: `Function "${functionName}" has no role in this account.` };
        }
        const denied =
            this.parts.faults.strike("denyCalls", functionName, undefined, (fault) => isAction(fault.action ?? "", action)) ??
            (action === "sqs:SendMessage" ? this.parts.faults.strike("denyDestination", functionName) : undefined);
        if (denied !== undefined) {
            const reason = `A fault denies ${action} to the role "${role.name}".`;
            this.count(functionName, action, target.arn, { decision: "explicitDeny", reason });
            return { allowed: false, reason };
        }
        const request = (name: string, resource: string, more: Record<string, string> = {}): PolicyRequest => ({
            principal: { aws: role.arn, account: this.place.account },
            action: name,
            resource,
            context: { ...context, ...more },
        });
        const policies = { identity: role.policies, ...(role.boundary === undefined ? {} : { boundary: role.boundary }) };
        const key = this.key(target);
        const answers = [
            this.decide({ ...policies, resource: target.policy }, request(action, target.arn)),
            ...(key === undefined ? [] : keyRequests(action, target.arn)).map(({ action: ofKey, viaService }) =>
                this.decide({ ...policies, resource: key?.policy }, request(ofKey, key!.arn, { "kms:ViaService": viaService })),
            ),
        ];
        const answer = answers.find(({ allowed }) => !allowed) ?? answers[0]!;
        this.count(functionName, action, target.arn, answer);
        return answer;
    }

    private count(functionName: string, action: string, resource: string, { decision, reason }: Pick<Decision, "decision" | "reason">): void {
        count(this.asked, [functionName, action, resource, decision], { function: functionName, action, resource, decision, reason });
    }

    private key({ arn, kmsKey }: Guarded): Pick<KeyResource, "arn" | "policy"> | undefined {
        if (kmsKey === undefined) {
            return undefined;
        }
        const key = this.keys.find(({ names }) => names.includes(kmsKey));
        if (key === undefined && !kmsKey.includes("alias/aws/")) {
            this.parts.findings.add(
                "unmodelled",
                arn,
                `The KMS key "${kmsKey}" is not in the program: its policy is unknown, services and roles are refused`,
            );
        }
        // The policy of an AWS managed key cannot be edited and allows no other service.
        return key ?? { arn: kmsKey, policy: undefined };
    }

    private decide(policies: ApplicablePolicies, request: PolicyRequest): Pick<Decision, "allowed" | "decision" | "reason"> {
        try {
            return evaluatePolicies(policies, { region: this.place.region, ...request, context: { ...timeKeys(this.now()), ...request.context } });
        } catch (error) {
            const { message } = error as Error;
            this.parts.findings.add("unmodelled", request.resource, `${request.action}: ${message}; the call is refused`);
            return { allowed: false, decision: "implicitDeny", reason: message };
        }
    }
}
