import { readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";

import { type ChannelType, readsTopic } from "../../../catalog";
import type { ChannelMessage } from "../../../models/look";
import { LocalAws, type LocalAwsResults } from "../../aws";
import { VirtualClock } from "../../clock";
import type { Graph } from "../../engine";
import { rowOfEvent } from "../../sageMaker/rowOfEvent";
import { EXIT, MisuseError } from "../shared/errors";
import { type ProgramChoice, readProgramOptions } from "../shared/programOptions";
import { newestTime, readEvents, type SourcedEvent } from "../shared/readEvents";
import { runPhases } from "../shared/runPhases";
import { print, startProgress } from "../shared/terminal";
import { writeNote } from "../shared/text";
import { writeFileOf } from "../shared/writeReport";
import type { MessageOptions } from "./message";
import { previewPage } from "./preview";

/** @returns the exit code: findings if there is no message. */
export async function printMessage(given: string, options: MessageOptions): Promise<number> {
    const choice = readProgramOptions(options);
    const events = readEvents([given], { option: "EVENT", onNote: writeNote });
    if (events.length !== 1) {
        throw new MisuseError(`EVENT ${given}: must have one event, got ${events.length}`);
    }
    if (options.html === "") {
        throw new MisuseError("--html must be a file, got nothing");
    }
    if (options.html !== undefined) {
        writeFileOf("--html", options.html, "", "a"); // A run takes seconds: a file that can't be written is reported first.
    }
    const progress = startProgress();
    const results = await played(
        { ...choice, config: { ...settingsFor(choice, events[0]!.event, options.channel), ...choice.config } },
        events[0]!,
        progress.show,
    ).finally(progress.end);
    const message = messageIn(results, options.channel);
    if (message === undefined) {
        print(`No message for ${options.channel}: ${whyNone(results, options.channel)}`);
        return EXIT.findings;
    }
    if (options.html !== undefined) {
        writeFileOf("--html", options.html, previewPage(message), "w");
    }
    print(message.subject === undefined ? JSON.stringify(JSON.parse(message.body), null, 2) : `Subject: ${message.subject}\n\n${message.body}`);
    return EXIT.ok;
}

/** Settings with which this project's program has the channel and reacts to the event, whatever the stack has. Of another program there are none. */
function settingsFor({ program, stack, config }: ProgramChoice, event: object, channel: string): Record<string, string> {
    const declared = (yamlIn(path.join(program, "Pulumi.yaml")).config ?? {}) as Readonly<Record<string, unknown>>;
    const stackConfig = (yamlIn(path.join(program, `Pulumi.${stack}.yaml`)).config ?? {}) as Readonly<Record<string, unknown>>;
    const region = config["aws:region"] ?? stackConfig["aws:region"] ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? "us-east-1";
    const secret = `arn:aws:secretsmanager:${String(region)}:111122223333:secret:preview-AbCdEf`;
    const kind = rowOfEvent(event)?.kind;
    return {
        ...(channel === "email" || !("channels" in declared)
            ? {}
            : { channels: JSON.stringify([readsTopic(channel as ChannelType) ? { type: channel } : { type: channel, secret }]) }),
        ...(kind === undefined || !("reactions" in declared) ? {} : { reactions: JSON.stringify({ [kind]: "all" }) }),
        ...("reconcile" in declared ? { reconcile: "0" } : {}),
    };
}

/** A file that may be missing or broken: the engine reports that when it runs the program. */
function yamlIn(file: string): { readonly config?: unknown } {
    try {
        return (parse(readFileSync(file, "utf8")) as { config?: unknown } | null) ?? {};
    } catch {
        return {};
    }
}

async function played(choice: ProgramChoice, sourced: SourcedEvent, onProgress: (message: string) => void): Promise<LocalAwsResults> {
    onProgress("Running the program");
    const [graph] = (await runPhases(choice, ["update"])) as [Graph];
    const clock = new VirtualClock(newestTime([sourced]));
    const aws = await LocalAws.create({ graph, clock, onProgress });
    try {
        aws.sendEvent({ id: "event-1", ...sourced.event });
        await clock.run();
        return aws.results();
    } finally {
        await aws.close();
    }
}

function messageIn({ notifications, posts }: LocalAwsResults, channel: string): ChannelMessage | undefined {
    const [mail] = notifications;
    const post = posts.find(({ form }) => form === channel);
    return channel === "email" ? mail && { channel, subject: mail.subject ?? "", body: mail.message } : post && { channel, body: post.body };
}

function whyNone({ notifications, deliveries, invocations, events }: LocalAwsResults, channel: string): string {
    const error = invocations.flatMap(({ error: found }) => found ?? [])[0];
    const reason = deliveries.flatMap(({ reason: said }) => said ?? [])[0];
    return error !== undefined
        ? `${error.errorType}: ${error.errorMessage}`
        : notifications.length > 0
          ? channel === "pagerduty"
              ? "it is neither a failure nor resolves one."
              : "the program has no such channel."
          : (reason ?? (events[0]?.matched.length === 0 ? "no rule matches the event." : "the program sends none about this event."));
}
