import type { Message } from "../../../functions/message";
import { capital } from "../../../functions/shared/text";

/** What a test gives of a message; the rest is that of a training job that failed. */
export interface MessageFields {
    readonly name: string;
    readonly kind?: string;
    readonly title?: string;
    readonly state?: string;
    readonly cause?: string | undefined;
    readonly parent?: string | undefined;
    readonly status?: string;
    readonly class?: Message["status"]["class"];
}

export function messageOf(fields: MessageFields): Message {
    const { name, kind = "TrainingJob", title = "training job", state = "Failed", cause, parent, status = "Failed" } = fields;
    return {
        headline: `${capital(title)} ${name} ${state.toLowerCase()}`,
        reasons: [],
        facts: [{ label: "Fact", value: `all about ${name}` }],
        links: [],
        notes: [],
        severity: "error",
        resource: { kind, title, name, ...(parent === undefined ? {} : { parent }) },
        status: { value: status, class: fields.class ?? "failed", text: state },
        ...(cause === undefined ? {} : { cause }),
        identity: `${kind} ${name} ${status}`,
        origin: "event",
    };
}
