package.path = arg[0]:match("^(.*)/") .. "/?.lua;" .. package.path
local measure = require("measure")

local function primes(n)
    local composite = {}
    for i = 1, n do composite[i] = false end
    local count, i = 0, 2
    while i < n do
        if not composite[i + 1] then
            count = count + 1
            local k = i * i
            while k < n do
                composite[k + 1] = true
                k = k + i
            end
        end
        i = i + 1
    end
    return count
end

measure("sieve", 300000, function(n)
    for _ = 1, 10 do
        local count = primes(n)
        if n == 300000 and count ~= 25997 then error("sieve is wrong: " .. count) end
    end
end)
