// Tests run from TypeScript as Pulumi runs the program: transpiled by swc (`npm run types` checks types).
require("ts-node").register({ cwd: require("node:path").resolve(__dirname, "../..") });
