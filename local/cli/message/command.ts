import { Command, Option } from "commander";

import type { Done } from "../shared/definition";
import { addProgramOptions } from "../shared/programOptions";
import { CHANNELS, type MessageOptions } from "./message";

/** `jobstatus message EVENT`: the message about an event as a channel gets it. */
export function messageCommand(done: Done): Command {
    const command = new Command("message")
        .description("Shows the message about an event as a channel gets it: plays the event through the program, and sends nothing.")
        .argument("<event>", "JSON file with one event, or - for standard input")
        .addOption(new Option("--channel <channel>", "who gets the message").choices(CHANNELS).default("email"))
        .option("--html <file>", "also write a page that shows about how it looks");
    return addProgramOptions(command).action((event: string, options: MessageOptions) =>
        done((require("./print") as typeof import("./print")).printMessage(event, options)),
    );
}
