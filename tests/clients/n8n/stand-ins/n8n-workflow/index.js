"use strict";

// n8n wraps every failed request so; the node reads `httpCode` and `message` from it.
class NodeApiError extends Error {
  constructor(node, error) {
    super(error.message, { cause: error });
    this.name = "NodeApiError";
    this.node = node;
    this.httpCode = error.statusCode === undefined ? null : String(error.statusCode);
    this.description = error.error;
  }
}

module.exports = { NodeApiError };
