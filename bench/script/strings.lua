package.path = arg[0]:match("^(.*)/") .. "/?.lua;" .. package.path
local measure = require("measure")

measure("strings", 50000, function(n)
    for _ = 1, 5 do
        -- A Lua programmer collects the pieces in a table: strings there cannot grow.
        local pieces, counts = {}, {}
        for i = 0, n - 1 do
            local word = "w" .. i % 50
            pieces[#pieces + 1] = word
            counts[word] = (counts[word] or 0) + 1
        end
        local text = table.concat(pieces)
        if n == 50000 and (counts.w7 ~= 1000 or #text ~= 140000) then
            error("strings is wrong: " .. #text)
        end
    end
end)
