// Tests run from TypeScript as Pulumi runs the program: transpiled only (`npm run types` checks).
require("ts-node").register({ transpileOnly: true, cwd: require("node:path").resolve(__dirname, "../..") });
