"""HTTP without a dialect: requests, replies, routes, one handler; imports domain and operations."""
