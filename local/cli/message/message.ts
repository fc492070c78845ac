import { CHANNEL_TYPES } from "../../../catalog";
import type { RawProgramOptions } from "../shared/programOptions";

/** What `--channel` takes. */
export const CHANNELS: readonly string[] = ["email", ...CHANNEL_TYPES];

export interface MessageOptions extends RawProgramOptions {
    channel: string;
    html?: string;
}
