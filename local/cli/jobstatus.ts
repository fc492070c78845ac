import { staleProducts } from "../../scripts/freshness";
import { EXIT } from "./shared/errors";
import { ignoreClosedPipes, writeError } from "./shared/terminal";

const COMMAND = "dist/jobstatus.js";
const [stale] = staleProducts([COMMAND]);

ignoreClosedPipes();
if (stale === undefined) {
    const { main } = require("./main") as typeof import("./main");
    void main(process.argv.slice(2)).then((exitCode) => {
        process.exitCode = exitCode;
    });
} else {
    writeError(`error: ${stale.product} is ${stale.reason}: run ${stale.remedy}\n`);
    process.exitCode = EXIT.misuse;
}
