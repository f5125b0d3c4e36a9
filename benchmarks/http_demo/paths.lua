-- SPDX-License-Identifier: BSL-1.0
-- wrk -s paths.lua URL [-- FILE]: asks for the paths of a file in turn, for ever; and prints what a
-- program can read. What is sent is made before the clock runs: a request costs one look-up in a
-- table, for every contestant.

local requests, count, last = {}, 0, 0

local function next_request()
   last = last % count + 1
   return requests[last]
end

function init(arguments)
   if not arguments[1] then
      return
   end
   for path in io.lines(arguments[1]) do
      count = count + 1
      requests[count] = wrk.format("GET", path)
   end
   request = next_request
end

function done(summary, latency)
   local wrong = summary.errors
   io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration,
      wrong.status + wrong.connect + wrong.read + wrong.write + wrong.timeout,
      latency:percentile(50), latency:percentile(99)))
end
