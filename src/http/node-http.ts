// What is used of Node's HTTP module. An `import` of it reads every export, so that it could be renewed later, and among
// them are those that stand for the whole of Node's fetch and WebSocket: 16 MB in a server that uses neither.

const http = process.getBuiltinModule('node:http');

export const createServer = http.createServer;
export const STATUS_CODES = http.STATUS_CODES;
