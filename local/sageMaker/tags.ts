import { KIND_NAMES } from "../../catalog";
import { tagsOf } from "../../models/statusEvent";
import { notFound, problem, validationErrors } from "./answers";
import { pageOf, sizeProblems } from "./pages";
import { nameIn, type ResourceStore, rowOf, type SageMakerResource } from "./resourceStore";

type Input = Readonly<Record<string, unknown>>;

/** How many tags a page of ListTags has at least, and if nothing is said; and how many a resource may have. */
const LEAST = 50;
const MOST_TAGS = 50;

/** The tags of resources: those of Create, of events, and of AddTags. */
export class Tags {
    constructor(private readonly store: ResourceStore) {}

    /** @throws ApiError for an ARN of no resource of the nine kinds. */
    list(input: Input): Record<string, unknown> {
        const tags = tagsOf(this.require(input).fields.Tags);
        const problems = sizeProblems(input.MaxResults, LEAST, Number.MAX_SAFE_INTEGER);
        if (problems.length > 0) {
            throw validationErrors(problems);
        }
        const sorted = Object.entries(tags)
            .map(([name, tag]) => ({ value: name, name, tag }))
            .sort((a, b) => (a.name < b.name ? -1 : 1));
        const { page, next } = pageOf(sorted, { token: input.NextToken, size: Number(input.MaxResults ?? LEAST), descending: false });
        return { Tags: page.map(({ name, tag }) => ({ Key: name, Value: tag })), NextToken: next };
    }

    /** Adds tags, or gives those that are there other values. @throws ApiError as `list`, and for more tags than a resource may have. */
    add(input: Input): Record<string, unknown> {
        const resource = this.require(input);
        const tags = { ...tagsOf(resource.fields.Tags), ...tagsOf(input.Tags) };
        if (Object.keys(tags).length > MOST_TAGS) {
            throw validationErrors([problem("Tags", input.Tags, `Member must have length less than or equal to ${MOST_TAGS}`)]);
        }
        return { Tags: this.set(resource, tags) };
    }

    /** @throws ApiError as `list`. */
    remove(input: Input): Record<string, unknown> {
        const resource = this.require(input);
        const keys = Array.isArray(input.TagKeys) ? input.TagKeys : [];
        this.set(resource, Object.fromEntries(Object.entries(tagsOf(resource.fields.Tags)).filter(([key]) => !keys.includes(key))));
        return {};
    }

    private set(resource: SageMakerResource, tags: Record<string, string>): object[] {
        const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
        this.store.set({ ...resource, fields: { ...resource.fields, Tags: list } });
        return list;
    }

    private require({ ResourceArn: arn }: Input): SageMakerResource {
        const type = /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:\d{12}:([a-z-]+)\/./i.exec(String(arn))?.[1]?.toLowerCase();
        const kind = KIND_NAMES.find((each) => rowOf(each).arnResource === type);
        if (kind === undefined) {
            throw validationErrors([problem("ResourceArn", arn, "Member must satisfy regular expression pattern: arn:.*")]);
        }
        const name = nameIn(rowOf(kind), String(arn));
        const resource = this.store.find(kind, name);
        if (resource === undefined || resource.gone) {
            throw notFound(kind, name, String(arn));
        }
        return resource;
    }
}
