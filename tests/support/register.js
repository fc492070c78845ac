// Tests run from TypeScript as Pulumi runs the program: transpiled by swc (`npm run types` checks types).
const path = require("node:path");

const root = path.resolve(__dirname, "../..");
// ts-node keeps the compiled TypeScript compiler, by default in a folder for temporary files, where another user of the machine may have put other code.
process.env.V8_COMPILE_CACHE_CACHE_DIR ??= path.join(root, "node_modules/.cache/v8", process.versions.v8);
// As the command does (scripts/jobstatus.js): the notice about later Node.js versions comes once in a process, into whatever a test reads then.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
require("ts-node").register({ cwd: root });
