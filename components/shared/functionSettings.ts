import type * as pulumi from "@pulumi/pulumi";

import { LOG_RETENTION_DAYS } from "../../catalog";
import { show } from "./arguments";
import { arnProblems } from "./arns";
import { withDefaults } from "./defaults";
import { rolePathProblems } from "./rolePath";
import { type TagsArgs, tagProblems } from "./tags";

/** What can be set on every function of a component. */
export interface FunctionSettings extends TagsArgs {
    /**
     * Days that logs are kept, one of the periods that CloudWatch Logs has.
     * @default 30
     */
    logRetentionDays?: number;
    /**
     * The processor that the function runs on. Not every Region has arm64.
     * @default "arm64"
     */
    architecture?: "arm64" | "x86_64";
    /**
     * ARN of a customer-managed key that encrypts the function's log group and environment variables, and what the component
     * writes to in addition: a digest queue, a topic that is encrypted.
     * @default keys of AWS
     */
    kmsKeyArn?: pulumi.Input<string>;
    /**
     * Path of the function's role, with a slash at both ends, where an account allows roles below certain paths only.
     * @default "/"
     */
    rolePath?: string;
    /**
     * ARN of the policy that limits what the function's role may be allowed.
     * @default no boundary
     */
    permissionsBoundary?: pulumi.Input<string>;
}

export function functionSettingProblems(args: FunctionSettings): string[] {
    const { logRetentionDays } = withDefaults({ logRetentionDays: args.logRetentionDays });
    return [
        ...(LOG_RETENTION_DAYS.includes(logRetentionDays)
            ? []
            : [`logRetentionDays must be one of ${LOG_RETENTION_DAYS.join(", ")}, got ${show(logRetentionDays)}`]),
        ...(["arm64", "x86_64", undefined].includes(args.architecture)
            ? []
            : [`architecture must be "arm64" or "x86_64", got ${show(args.architecture)}`]),
        ...arnProblems("kmsKeyArn", args.kmsKeyArn, "key"),
        ...arnProblems("permissionsBoundary", args.permissionsBoundary, "policy"),
        ...rolePathProblems(args.rolePath),
        ...tagProblems(args.tags),
    ];
}
