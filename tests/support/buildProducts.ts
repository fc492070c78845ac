import { execFileSync } from "node:child_process";

/** Builds what a copy of the project needs to run its program, as far as it is not up to date. @throws Error with what the build reports */
export function buildProducts(cwd: string): void {
    const parts = ["Sdk", "Policy", "Closures"].map((part) => `require("./scripts/build${part}")()`).join(", ");
    const script = `Promise.all([${parts}]).catch((error) => { console.error(error); process.exit(1); })`;
    execFileSync(process.execPath, ["-e", script], { cwd, stdio: ["ignore", "ignore", "pipe"] });
}
