import { main } from "./main";
import { ignoreClosedPipes } from "./shared/terminal";

ignoreClosedPipes();
void main(process.argv.slice(2)).then((exitCode) => {
    process.exitCode = exitCode;
});
