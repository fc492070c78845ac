import { Command } from "commander";
export function runCommand(done: (work: Promise<number>) => Promise<void>): Command {
    return new Command("run").action(() => done(Promise.resolve(0)));
}
