// Node's ws with JSON.parse and a Map, as its users write it. node node_ws.js PORT TRADES UNCOUNTED
const WebSocket = require('ws');

const [port, trades, uncounted] = process.argv.slice(2).map(Number);
const bars = new Map();
let taken = 0, first = 0, volume = 0, close = 0, begun;

function count(bar) {
  volume += bar.volume;
  close += Math.round(bar.close * 10000);
}

function add(trade) {
  const minute = Math.floor(trade.t / 60000);
  let bar = bars.get(trade.sym);
  if (bar === undefined || bar.minute !== minute) {
    if (bar !== undefined) count(bar);
    bar = {minute, open: trade.p, high: trade.p, low: trade.p, close: trade.p, volume: 0};
    bars.set(trade.sym, bar);
  }
  if (trade.p > bar.high) bar.high = trade.p;
  if (trade.p < bar.low) bar.low = trade.p;
  bar.close = trade.p;
  bar.volume += trade.s;
  taken++;
}

const ws = new WebSocket(`ws://127.0.0.1:${port}/`);
ws.on('message', (data) => {
  for (const event of JSON.parse(data)) {
    if (event.ev === 'T') add(event);
  }
  if (first === 0 && taken >= uncounted) {
    first = taken;
    begun = process.cpuUsage();
  }
  if (taken < trades) return;
  const spent = process.cpuUsage(begun);
  const ns = (spent.user + spent.system) * 1000 / (taken - first);
  for (const bar of bars.values()) count(bar);
  console.log(JSON.stringify({trades: taken, volume, close, ns}));
  process.exit(0);
});
