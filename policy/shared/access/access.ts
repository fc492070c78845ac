import {
    type Answer,
    documentSlot,
    type GraphResource,
    isGiven,
    once,
    onceForText,
    only,
    read,
    rolePolicySlots,
    type Slot,
    slotAt,
    sourcesOf,
    type Stack,
    textIn,
} from "../../../models/graph";
import {
    type ApplicablePolicies,
    evaluatePolicies,
    parsePolicyDocument,
    type PolicyDocument,
    type PolicyKind,
    type PolicyRequest,
    type PolicyStatement,
    type RequestContext,
    type ServiceCall,
    serviceRequests,
    timeKeys,
} from "../../../models/policies";
import { isListed, type Settings } from "../run/settings";

/** Whether a call is allowed, and if not, why. */
export interface Access {
    readonly answer: Answer;
    /** A sentence without its full stop; "" unless the answer is no. */
    readonly reason: string;
}

export const YES: Access = { answer: "yes", reason: "" };
export const UNKNOWN: Access = { answer: "unknown", reason: "" };
/** A refusal, by a sentence with or without its full stop. */
export const no = (reason: string): Access => ({ answer: "no", reason: reason.replace(/\.$/, "") });

/** Yes if one is, else not known if one is not known, else why the first is not; undefined if there is none. */
export function anyOf(accesses: readonly Access[]): Access | undefined {
    return accesses.find(({ answer }) => answer === "yes") ?? accesses.find(({ answer }) => answer === "unknown") ?? accesses[0];
}

/** Why the first is not that is not, else not known if one is not known, else yes. */
export const allOf = (accesses: readonly Access[]): Access =>
    accesses.find(({ answer }) => answer === "no") ?? accesses.find(({ answer }) => answer === "unknown") ?? YES;

/** Stands for an ARN that is not known yet. What is allowed for it is allowed for any. */
const ANY_ACCOUNT = "000000000000";
const serviceOf = (action: string) => action.split(":")[0]!;
const placeholder = (service: string, name: string) => `arn:aws:${service}:us-east-1:${ANY_ACCOUNT}:${name}`;

/** A policy document: known, refused by AWS, or not known yet. */
export type Document =
    | { readonly kind: "known"; readonly policy: PolicyDocument }
    | { readonly kind: "refused"; readonly reason: string }
    | { readonly kind: "unknown"; readonly sources: readonly GraphResource[] };

/** The policy document in a slot. */
export function documentIn(slot: Slot, kind: PolicyKind): Document {
    const { value } = slot;
    // A document that is given as an object may have unknown values inside.
    const text = read(() => (value.known ? (typeof value.value === "string" ? value.value : JSON.stringify(value.value)) : undefined));
    return text.known && text.value !== undefined ? parsers(slot.resource)[kind](text.value) : { kind: "unknown", sources: sourcesOf(slot) };
}

/** A queue takes the events of many rules, each of which asks about its policy: a resource's documents are parsed once. */
const parsers = once((_: GraphResource) => {
    const parser = (kind: PolicyKind) =>
        onceForText((text): Document => {
            try {
                return { kind: "known", policy: parsePolicyDocument(text, kind) };
            } catch (error) {
                return { kind: "refused", reason: error instanceof Error ? error.message : String(error) };
            }
        });
    return { identity: parser("identity"), resource: parser("resource"), trust: parser("trust") };
});

/** The policy as it would be if what it allows was about every resource and under no condition. What it denies under no condition stays. */
export const relaxed = (policy: PolicyDocument): PolicyDocument => ({
    ...policy,
    Statement: statementsOf(policy).flatMap(({ Condition, Resource, NotResource, ...statement }) =>
        statement.Effect === "Allow" || (Condition === undefined && [Resource].flat().includes("*")) ? [{ ...statement, Resource: "*" }] : [],
    ),
});

export const statementsOf = ({ Statement }: PolicyDocument) => (Array.isArray(Statement) ? Statement : [Statement]) as readonly PolicyStatement[];

/** As AWS decides now: what is allowed until a day in the past is refused. One time for the whole run, so that its findings say the same. */
export const NOW = timeKeys(Date.now());

/**
 * Answers a question to a model; what the model does not know stays undecided.
 *
 * @param complete false where an ARN in the request is made up, which no reason may name
 * @param certain whether what is refused is refused for every ARN; where it is false, that is only sure if no ARN would do
 */
function decide(
    { resource, identity, boundary }: ApplicablePolicies,
    requests: readonly PolicyRequest[],
    complete: boolean,
    certain = complete,
): Access {
    for (const asked of requests) {
        const request = { ...asked, context: { ...NOW, ...asked.context } };
        try {
            const decision = evaluatePolicies({ resource, identity, ...(boundary && { boundary }) }, request);
            if (!decision.allowed) {
                const atBest = {
                    resource: resource && relaxed(resource),
                    identity: identity?.map(relaxed),
                    ...(boundary && { boundary: boundary.map(relaxed) }),
                };
                const sure = certain || !evaluatePolicies(atBest, request).allowed;
                const policy = boundary === undefined ? "policy" : "permissions boundary";
                return sure
                    ? no(complete ? decision.reason : `no statement of its ${policy} allows ${nameOf(request)} to call ${request.action}`)
                    : UNKNOWN;
            }
        } catch {
            return UNKNOWN;
        }
    }
    return YES;
}

const nameOf = ({ principal }: PolicyRequest) => principal.service ?? "it";

const accountIn = (arn: string) => arn.split(":")[4]!;

/** Whether a service may make a call, as the resource's policy says it. */
export function mayCall(
    call: ServiceCall,
    { slot, fallback }: { slot: Slot | undefined; fallback?: (arn: string) => PolicyDocument },
    resourceArn: Slot,
    source: { arn: Slot; resource: GraphResource; alike?: (resource: GraphResource) => boolean },
): Access {
    const arn = textIn(resourceArn) ?? placeholder(serviceOf(call.actions[0]!), "unknown");
    const sourceArn = textIn(source.arn) ?? placeholder("events", "rule/unknown");
    const complete = textIn(resourceArn) !== undefined && textIn(source.arn) !== undefined;
    const document: Document | undefined =
        slot === undefined
            ? fallback && { kind: "known", policy: fallback(arn) }
            : documentIn(slot, call.actions[0] === "sts:AssumeRole" ? "trust" : "resource");
    if (document === undefined) {
        return no(`it has no policy that allows ${call.service} to call ${call.actions.join()}`);
    }
    if (document.kind === "refused") {
        return no(`AWS refuses its policy: ${document.reason}`);
    }
    if (document.kind === "unknown") {
        // A document that names others of the same kind and not this one is for them.
        const named = document.sources.filter((from) => source.alike?.(from));
        return named.length > 0 && !named.includes(source.resource)
            ? no(`its policy comes from ${named.map(({ name }) => `"${name}"`).join(", ")} and not from "${source.resource.name}"`)
            : UNKNOWN;
    }
    // A default policy names the account of the resource, whichever that is.
    const usesFallback = slot === undefined;
    const from = usesFallback && !complete ? sourceArn.replace(accountIn(sourceArn), accountIn(arn)) : sourceArn;
    return decide(
        { resource: document.policy },
        serviceRequests(call, arn, { arn: from, account: accountIn(from) }),
        complete,
        complete || usesFallback,
    );
}

/** What else decides about a call of a role. */
export interface Circumstances {
    /** The policy of what is called. */
    readonly resource?: PolicyDocument;
    readonly context?: RequestContext;
}

/** Whether a role may do something to a resource; `action` is undefined where it is not known what it must be allowed to do. */
export function roleMay(
    action: string | undefined,
    role: RolePolicies,
    roleName: string,
    resourceArn: Slot,
    { resource, context }: Circumstances = {},
): Access {
    const { boundary } = role;
    if (role.documents.length === 0 && !role.open && resource === undefined) {
        return no(role.refused ?? "it has no policy that allows anything");
    }
    if (action === undefined) {
        return UNKNOWN;
    }
    const arn = textIn(resourceArn) ?? placeholder(serviceOf(action), "unknown");
    const account = accountIn(arn) || ANY_ACCOUNT;
    const request: PolicyRequest = {
        principal: { aws: `arn:${arn.split(":")[1]!}:sts::${account}:assumed-role/${roleName}/handler` },
        action,
        // Lambda writes an object that it makes itself into a bucket.
        resource: action === "s3:PutObject" ? `${arn}/aws/lambda/async/unknown` : arn,
        context: { "aws:SecureTransport": "true", ...context },
    };
    if (boundary?.documents.length === 0 && !boundary.open) {
        return no(`its permissions boundary does not allow it to call ${action}`);
    }
    const complete = request.resource === textIn(resourceArn);
    // What the boundary does not allow, no policy can.
    const limit =
        boundary === undefined ? YES : decide({ resource, identity: EVERYTHING_ALLOWED, boundary: boundary.documents }, [request], complete);
    if (limit.answer === "no" && !boundary!.open) {
        return limit;
    }
    const known = decide({ identity: role.documents, resource }, [request], complete);
    return (known.answer !== "yes" && role.open) || (known.answer === "yes" && (limit.answer !== "yes" || boundary?.open)) ? UNKNOWN : known;
}

/** What is known of the policies of a role. */
export interface RolePolicies {
    readonly documents: readonly PolicyDocument[];
    /** Whether there are others whose content is not known. */
    readonly open: boolean;
    /** Why AWS refuses one of them. */
    readonly refused: string | undefined;
    /** What the permissions boundary allows; undefined where there is none. */
    readonly boundary: Boundary | undefined;
}

/** A permissions boundary. */
export interface Boundary {
    readonly documents: readonly PolicyDocument[];
    /** Whether its content is not known. */
    readonly open: boolean;
}

/** The names of AWS managed policies that say nothing about where a failed event may be put. */
const LOGS_ONLY =
    /^(AWSLambdaBasicExecutionRole|AWSLambdaVPCAccessExecutionRole|AWSXRay(DaemonWriteAccess|WriteOnlyAccess)|CloudWatchLambdaInsightsExecutionRolePolicy)$/;
const EVERYTHING = /^(AdministratorAccess|PowerUserAccess)$/;

const allow = (Action: string): PolicyDocument[] => [{ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] }];

export const EVERYTHING_ALLOWED: readonly PolicyDocument[] = allow("*");

/** What an AWS managed policy allows as far as it matters here; undefined where that is not known. */
function managedDocuments(arn: string): PolicyDocument[] | undefined {
    const name = arn.split("/").at(-1)!;
    if (LOGS_ONLY.test(name)) {
        return [];
    }
    const service = /^Amazon(SQS|SNS|S3|EventBridge)FullAccess$/.exec(name)?.[1];
    return EVERYTHING.test(name)
        ? allow("*")
        : service === undefined
          ? undefined
          : allow(`${service === "EventBridge" ? "events" : service.toLowerCase()}:*`);
}

/** The permissions boundary of a role; undefined if it has none, or one that the configuration vouches for. */
export function boundaryOf(stack: Stack, { externalBoundaries }: Settings, role: GraphResource): Boundary | undefined {
    const slot = slotAt(role, "permissionsBoundary");
    const arn = textIn(slot) ?? "";
    const own = isGiven(slot) ? only(stack.directory("managedPolicy").refer(slot)) : undefined;
    if (!isGiven(slot) || (own === undefined && isListed(arn, externalBoundaries))) {
        return undefined;
    }
    const document = own && documentIn(documentSlot(own), "identity");
    const documents = document?.kind === "known" ? [document.policy] : arn.includes(":aws:policy/") ? managedDocuments(arn) : undefined;
    return { documents: documents ?? [], open: documents === undefined };
}

/** What the policies of a role allow, and what its permissions boundary leaves of it. */
export function policiesOf(stack: Stack, settings: Settings, role: GraphResource): RolePolicies {
    const documents: PolicyDocument[] = [];
    let open = false;
    let refused: string | undefined;
    for (const { document, managed, sure } of rolePolicySlots(stack, role)) {
        if (!sure) {
            open = true;
        } else if (document !== undefined) {
            const read = documentIn(document, "identity");
            if (read.kind === "known") {
                documents.push(read.policy);
            } else if (read.kind === "unknown") {
                open = true;
            } else {
                refused = `AWS refuses its policy: ${read.reason}`;
            }
        } else {
            const arn = textIn(managed!);
            const known = arn?.includes(":aws:policy/") ? managedDocuments(arn) : undefined;
            if (known === undefined) {
                open = true;
            } else {
                documents.push(...known);
            }
        }
    }
    return { documents, open, refused, boundary: boundaryOf(stack, settings, role) };
}
