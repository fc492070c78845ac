import { main } from "./main";
import { watchOutput } from "./shared/terminal";

watchOutput();
void main(process.argv.slice(2)).then((exitCode) => {
    process.exitCode = exitCode;
});
