-- Replays prepared POST requests in turn. Usage: wrk ... -s replay.lua ORIGIN -- FILE PATH
-- FILE holds one request per line: the body, then a tab, then the Authorization header or nothing.
local prepared, at = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local body, authorization = line:match("^([^\t]*)\t(.*)$")
    local headers = { ["Content-Type"] = "application/json", ["Accept"] = "application/json" }
    if authorization ~= "" then headers["Authorization"] = authorization end
    prepared[#prepared + 1] = wrk.format("POST", arguments[2], headers, body)
  end
end

function request()
  at = at % #prepared + 1
  return prepared[at]
end

function done(summary, latency)
  local failed = summary.errors
  io.write(string.format(
    "{\"requests\":%d,\"seconds\":%.6f,\"received\":%d,\"p50\":%.6f,\"p99\":%.6f,\"failures\":%d}\n",
    summary.requests, summary.duration / 1e6, summary.bytes,
    latency:percentile(50) / 1e6, latency:percentile(99) / 1e6,
    failed.connect + failed.read + failed.write + failed.status + failed.timeout))
end
