/** Statement of an IAM or resource policy. */
export interface Statement {
    readonly Sid?: string;
    readonly Effect: "Allow" | "Deny";
    readonly Principal?: "*" | { readonly Service: string } | { readonly AWS: string };
    readonly Action: string | readonly string[];
    readonly Resource: string | readonly string[];
    readonly Condition?: { readonly [operator: string]: { readonly [key: string]: string | readonly string[] } };
}

/** The JSON text of a policy document. */
export function policyDocument(statements: readonly Statement[]): string {
    return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Refuses every call to a resource that does not come over TLS. */
export function denyWithoutTls(action: string, resource: string): Statement {
    return {
        Sid: "DenyWithoutTls",
        Effect: "Deny",
        Principal: "*",
        Action: action,
        Resource: resource,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
}
