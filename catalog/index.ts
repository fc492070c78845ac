export * from "./events";
export * from "./kinds";
export * from "./types";
