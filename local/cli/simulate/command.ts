import { Command } from "commander";

import type { Done } from "../shared/definition";
import { addProgramOptions } from "../shared/programOptions";
import type { SimulateOptions } from "./simulate";

/** `jobstatus simulate`: a day of SageMaker, and what goes wrong in it. */
export function simulateCommand(done: Done): Command {
    const command = new Command("simulate")
        .description(
            "Plays a day of SageMaker through a program on this machine while things go wrong, and reports what was lost and who was informed.",
        )
        .option("--hours <number>", "virtual hours in which SageMaker sends events (default: 24; 1 with --seeds)")
        .option("--events <number>", "status events that SageMaker sends (default: 1000; 30 with --seeds)")
        .option("--faults <names>", "names with commas, all, or none (default: those that something takes care of)")
        .option("--seed <number>", "decides jobs, faults, ids and times: the same seed gives the same report", "1")
        .option("--seeds <number>", "play as many small days, each with the next seed and one or two faults, and report promises that did not hold")
        .option("--json <file>", "also write a report as JSON; - writes it to standard output and no text")
        .option("--list-faults", "list the faults, and run nothing");
    return addProgramOptions(command).action((options: SimulateOptions) =>
        done((require("./simulate") as typeof import("./simulate")).runSimulation(options)),
    );
}
