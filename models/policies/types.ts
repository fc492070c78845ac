/** One value or several, as policy documents write lists. */
export type OneOrMore<T> = T | readonly T[];

/** `"*"`, or principals by type. */
export type PrincipalElement = "*" | Readonly<Partial<Record<"AWS" | "Service" | "Federated" | "CanonicalUser", OneOrMore<string>>>>;

/** Operator, then condition key, then the values of the policy. */
export type ConditionElement = Readonly<Record<string, Readonly<Record<string, OneOrMore<string | number | boolean>>>>>;

/** A statement of a policy, as its JSON is written. */
export interface PolicyStatement {
    Sid?: string;
    Effect: "Allow" | "Deny";
    Principal?: PrincipalElement;
    NotPrincipal?: PrincipalElement;
    Action?: OneOrMore<string>;
    NotAction?: OneOrMore<string>;
    Resource?: OneOrMore<string>;
    NotResource?: OneOrMore<string>;
    Condition?: ConditionElement;
}

/** A policy, as its JSON is written; `parsePolicyDocument` makes one from text or checks one. */
export interface PolicyDocument {
    /** @default "2008-10-17", in which policy variables are plain text */
    Version?: "2012-10-17" | "2008-10-17";
    Id?: string;
    Statement: OneOrMore<PolicyStatement>;
}

/**
 * Condition keys of a request and their values. Key names are not case-sensitive. A key with an empty list is one that the request does not have. A key
 * that is not here is unknown: what depends on it cannot be decided.
 */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

/** A call whose permission is in question. */
export interface PolicyRequest {
    /** Who calls. One of `service` and `aws` (or `account` alone, which means its root user). */
    principal: {
        /** A service that calls by itself: "events.amazonaws.com". */
        service?: string;
        /** ARN of a role, a role session or a user. */
        aws?: string;
        /** @default the account in `aws` */
        account?: string;
    };
    /** "sqs:SendMessage". */
    action: string;
    /** ARN of the resource. */
    resource: string;
    /** Account of the resource, where its ARN has none (S3). @default the account in `resource`, else the principal's */
    resourceAccount?: string;
    /** Region that is called, where the ARN has none. @default the Region in `resource`, else unknown */
    region?: string;
    /** What is known of the request beyond the keys that AWS sets in every request (see requestKeys.ts), which are added. */
    context: RequestContext;
}

/** The policies that decide about a request. */
export interface ApplicablePolicies {
    /** Policies of the calling role or user. @default none */
    identity?: readonly PolicyDocument[];
    /** Permissions boundary of the calling role or user. @default no boundary; an empty list allows nothing */
    boundary?: readonly PolicyDocument[];
    /** Policy of the resource: queue, topic, function, key; for sts:AssumeRole the role's trust policy. @default none */
    resource?: PolicyDocument | undefined;
}

/** An error about something of IAM that this model does not know. Callers report it instead of guessing. */
export function unmodelled(message: string): Error {
    return Object.assign(new Error(message), { name: "UnmodelledError" });
}

/** The values of an element that may be one or a list. */
export function listOf<T>(value: OneOrMore<T> | undefined): readonly T[] {
    return value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
