-- Requests for wrk: `wrk … -s load.lua URL -- FILE [statuses]`. A line of FILE is path, tab, value of Accept.
-- With the word `statuses` each answer's status is counted, which costs wrk some speed.

local threads = {}

function setup(thread)
  thread:set("seed", #threads + 1)
  table.insert(threads, thread)
end

function init(arguments)
  requests, counts = {}, {}
  for line in io.lines(arguments[1]) do
    local path, accept = line:match("^([^\t]+)\t([^\t]+)$")
    table.insert(requests, wrk.format("GET", path, { ["Accept"] = accept, ["Host"] = wrk.headers["Host"] }))
  end
  if arguments[2] ~= "statuses" then
    response = nil
  end
  math.randomseed(seed)
end

function request()
  return requests[math.random(#requests)]
end

function response(status)
  counts[status] = (counts[status] or 0) + 1
end

function done(summary, latency)
  local statuses = {}
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("counts")) do
      statuses[status] = (statuses[status] or 0) + count
    end
  end
  local parts = {}
  for status, count in pairs(statuses) do
    table.insert(parts, string.format('"%d": %d', status, count))
  end
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests": %d, "seconds": %.3f, "p50": %.3f, "p99": %.3f, "longest": %.3f, "connect": %d, "read": %d, '
      .. '"write": %d, "status": %d, "timeout": %d, "statuses": {%s}}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    latency.max / 1e3, errors.connect, errors.read, errors.write, errors.status, errors.timeout,
    table.concat(parts, ", ")
  ))
end
