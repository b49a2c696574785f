-- Lua's side of the script rows: measure(name, standard, run) calls run(count) and prints the processor
-- time that took.
return function(name, standard, run)
    local count = standard
    for i = 1, #arg - 1 do
        if arg[i] == "--count" then count = math.tointeger(arg[i + 1]) end
    end
    local before = os.clock()
    run(count)
    print(string.format("script_%s %.3f ms", name, (os.clock() - before) * 1e3))
end
