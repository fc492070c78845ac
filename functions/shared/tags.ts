import { call, isNotFound } from "./describe";

/** The tags of a resource, each an object with Key and Value; undefined for one that does not exist. */
export type ListTags = (arn: string) => Promise<readonly unknown[] | undefined>;

/** ListTags, all pages. Every error but "does not exist" escapes, so that the event is tried again. */
export function listTagsWith(client: import("../sdk").SageMakerClient): ListTags {
    return async (ResourceArn) => {
        const tags: unknown[] = [];
        try {
            let next: unknown;
            do {
                const page = await call(client, "ListTagsCommand", typeof next === "string" ? { ResourceArn, NextToken: next } : { ResourceArn });
                tags.push(...(Array.isArray(page.Tags) ? (page.Tags as unknown[]) : []));
                next = page.NextToken;
            } while (typeof next === "string");
        } catch (error) {
            if (isNotFound(error)) {
                return undefined;
            }
            throw error;
        }
        return tags;
    };
}
