# Python's websockets with json and a dict, as its users write it. python3 python_websockets.py PORT TRADES UNCOUNTED
import asyncio
import json
import sys
import time

import websockets

port, trades, uncounted = (int(a) for a in sys.argv[1:4])


async def main():
    bars = {}
    taken = first = volume = close = begun = 0
    async with websockets.connect(f"ws://127.0.0.1:{port}/", max_size=None) as ws:
        async for message in ws:
            for trade in json.loads(message):
                if trade["ev"] != "T":
                    continue
                minute, price = trade["t"] // 60000, trade["p"]
                bar = bars.get(trade["sym"])
                if bar is None or bar[0] != minute:
                    if bar is not None:
                        volume += bar[5]
                        close += round(bar[4] * 10000)
                    bar = bars[trade["sym"]] = [minute, price, price, price, price, 0]
                if price > bar[2]:
                    bar[2] = price
                if price < bar[3]:
                    bar[3] = price
                bar[4] = price
                bar[5] += trade["s"]
                taken += 1
            if not begun and taken >= uncounted:
                first, begun = taken, time.process_time()
            if taken >= trades:
                break
        ns = (time.process_time() - begun) * 1e9 / (taken - first)
        for bar in bars.values():
            volume += bar[5]
            close += round(bar[4] * 10000)
        print(json.dumps({"trades": taken, "volume": volume, "close": close, "ns": ns}), flush=True)
        ws.transport.abort()  # the server says no goodbye


asyncio.run(main())
