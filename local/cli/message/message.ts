import { CHANNEL_TYPES } from "../../../catalog";
import type { RawProgramOptions } from "../shared/programOptions";

/** What `--channel` takes. */
export const CHANNELS: readonly string[] = ["email", ...CHANNEL_TYPES];

export interface MessageOptions extends RawProgramOptions {
    channel: string;
    html?: string;
}

/** A message as its channel gets it. */
export interface ShownMessage {
    readonly channel: string;
    /** Of an e-mail. */
    readonly subject?: string;
    /** Of an e-mail its text, of another channel the body of the request. */
    readonly body: string;
}
