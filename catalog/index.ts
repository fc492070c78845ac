export * from "./events";
export * from "./furtherKinds";
export * from "./handlers";
export * from "./kinds";
export * from "./limits";
export * from "./runtimes";
export * from "./types";
