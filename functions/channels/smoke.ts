import type { Message } from "../message";
import { type Published, publishedMessage } from "../published";

/** What `jobstatus smoke` invokes a channel's function with. */
export interface SmokeEvent {
    readonly "jobstatus-origin": "smoke";
}

/** The messages of a smoke test. What alerts people is followed by what resolves it. */
export function smokeMessages(id: string, nowMs: number, alerts: boolean): Published[] {
    const resource = { kind: "TrainingJob", title: "training job", name: `smoke-test-${id}` };
    const message = (more: Pick<Message, "severity" | "status">) =>
        publishedMessage({
            headline: "messages about SageMaker jobs arrive here",
            happened: "Someone tries this channel with jobstatus smoke. No job has changed.",
            reasons: [],
            facts: [],
            links: [],
            notes: [],
            resource,
            identity: `smoke ${id}`,
            sent: nowMs,
            origin: "smoke",
            ...more,
        });
    return [
        ...(alerts ? [message({ severity: "warning", status: { value: "Stopped", class: "stopped", text: "Stopped" } })] : []),
        message({ severity: "info", status: { value: "Completed", class: "succeeded", text: "Completed" } }),
    ];
}
