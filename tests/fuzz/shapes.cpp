#include "tests/fuzz/shapes.hpp"

namespace tickbard::fuzz {

namespace {

const std::vector<std::string_view> kPolygon{
    R"([{"ev":"status","status":"connected","message":"Connected Successfully"}])",
    R"([{"ev":"status","status":"auth_success","message":"authenticated"}])",
    R"([{"ev":"status","status":"max_connections","message":"Maximum number of websocket connections exceeded."}])",
    R"([{"ev":"T","sym":"AMZN","i":"72815","x":12,"p":161.87,"s":1,"c":[14,37,41],"t":1651684192536,"q":4009408,"z":3},{"ev":"T","sym":"AMZN","i":"799","x":4,"p":161.87,"s":100,"t":1651684192717,"q":4009434,"z":3}])",
    R"([{"ev":"T","sym":"NVDA","i":"40161","x":4,"p":225.63,"s":129,"t":1786649956459,"pt":1786649956458,"q":9059424,"z":3,"trfi":202,"trft":1786649956459,"ds":"129.0"},{"ev":"status","status":"success","message":"subscribed"}])",
    R"([{"ev":"LULD","T":"MSFT","h":218.96,"l":198.11,"i":[21],"z":3,"t":1601316752683746,"q":290317}])",
    R"({"ev":"XT","pair":"BTC-USD","p":33021.9,"t":1610462007425,"s":0.01616617,"c":[2],"i":14272084,"x":3,"r":1610462007576})",
};

const std::vector<std::string_view> kAlpaca{
    R"([{"T":"success","msg":"connected"}])",
    R"([{"T":"success","msg":"authenticated"}])",
    R"([{"T":"subscription","trades":["AAPL"],"quotes":["AMD","CLDR"],"bars":["*"],"corrections":["AAPL"]}])",
    R"([{"T":"error","code":406,"msg":"connection limit exceeded"}])",
    R"([{"T":"t","S":"AAPL","i":628,"x":"K","p":162.92,"s":3,"c":["@","F","T","I"],"z":"C","t":"2023-04-06T11:54:26.838232225Z"},{"T":"t","S":"AAPL","i":75,"x":"Z","p":162.92,"s":3,"c":["@","F","T","I"],"z":"C","t":"2023-04-06T11:54:26.838562809Z"}])",
    R"([{"T":"t","S":"AAPL","i":101,"x":"V","p":211.25,"s":40,"c":["@"],"t":"2026-07-17T14:29:59.123456Z","z":"C"}])",
    R"([{"T":"t","S":"BTC/USD","p":65614.929,"s":0.000038,"t":"2026-02-23T15:57:33.393Z","i":8160237406270933078,"tks":"S"}])",
    R"([{"T":"c","S":"EEM","x":"M","oi":52983525033527,"op":39.1582,"os":440000,"oc":[" ","7"],"ci":52983525034326,"cp":39.1809,"cs":440000,"cc":[" ","7"],"z":"B","t":"2023-04-06T14:25:06.542305024Z"}])",
    R"([{"T":"x","S":"GOOGL","i":465,"x":"D","p":105.31,"s":300,"a":"C","z":"C","t":"2023-04-06T13:15:42.83540958Z"}])",
};

const std::vector<std::string_view> kCoinbase{
    R"({"type":"subscriptions","channels":[{"name":"matches","product_ids":["BTC-USD"]}]})",
    R"({"type":"match","trade_id":1081862675,"maker_order_id":"f07e510f-4edf-469d-b844-4f670f1e93f1","side":"sell","size":"0.00000001","price":"80691.53","product_id":"BTC-USD","sequence":134905860111,"time":"2026-08-25T03:35:57.198335Z"})",
    R"({"type":"match","trade_id":1081862675,"maker_order_id":"f07e510f-4edf-469d-b844-4f670f1e93f1","taker_order_id":"e6f50944-3e2a-439e-ae49-308300ba8296","side":"sell","size":"0.00000001","price":"80691.53","product_id":"BTC-USD","sequence":134905860111,"time":"2026-08-25T03:35:57.198335Z"})",
    R"({"type":"last_match","trade_id":1081862674,"side":"sell","size":"0.00000001","price":"80691.53","product_id":"BTC-USD","sequence":134905859981,"time":"2026-08-25T03:35:57.096368Z"})",
    R"({"type":"heartbeat","sequence":90,"last_trade_id":20,"product_id":"BTC-USD","time":"2014-11-07T08:19:28.464459Z"})",
    R"({"type":"error","message":"Failed to subscribe","reason":"FOO-BAR is not a valid product"})",
};

const std::vector<std::string_view> kBinance{
    R"({"result":null,"id":1})",
    R"({"e":"trade","E":1672515782136,"s":"BNBBTC","t":12345,"p":"0.001","q":"100","T":1672515782136,"m":true,"M":true})",
    R"({"e":"aggTrade","E":1672515782136,"s":"BNBBTC","a":12345,"p":"0.001","q":"100","f":100,"l":105,"T":1672515782136,"m":true,"M":true})",
    R"({"stream":"cm:btcusd_perp@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSD_PERP","t":3735683259,"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}})",
    R"({"stream":"ethusdt@trade","data":{"e":"trade","E":1723161534148,"T":1723161534147,"s":"ETHUSDT","t":4308079176,"p":"2682.68","q":"0.015","X":"MARKET","m":false}})",
    R"({"error":{"code":2,"msg":"Invalid request: request ID must be an unsigned integer"},"id":1})",
    R"({"e":"serverShutdown","E":1770123456789})",
};

const std::vector<std::string_view> kKraken{
    R"({"channel":"status","type":"update","data":[{"api_version":"2.0.0","system":"online","version":"2.0.0"}]})",
    R"({"method":"subscribe","result":{"channel":"trade","symbol":"BTC/USD","snapshot":true},"success":true,"time_in":"2023-09-25T09:04:31.742599Z","req_id":1})",
    R"({"error":"Currency pair not supported NO/NO","method":"subscribe","req_id":1,"success":false,"symbol":"NO/NO"})",
    R"({"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy","price":105944.20,"qty":0.00027625,"ord_type":"limit","trade_id":10218208,"timestamp":"2023-10-06T17:35:55.440295Z"},{"symbol":"BTC/USD","side":"sell","price":105910.50,"qty":0.00012460,"ord_type":"market","trade_id":10218209,"timestamp":"2023-10-06T17:35:56.123456Z"}]})",
    R"([993,[["354.11000000","0.89594024","1618678142.557535","s","l",""]],"trade","XMR/USD"])",
    R"({"feed":"trade_snapshot","product_id":"PI_XBTUSD","trades":[{"feed":"trade","product_id":"PI_XBTUSD","uid":"caa9c653","side":"sell","type":"fill","seq":655508,"time":1612269657781,"qty":440,"price":34893}]})",
    R"({"channelID":1665,"channelName":"trade","event":"subscriptionStatus","pair":"WAVES/EUR","status":"subscribed"})",
};

}  // namespace

std::vector<std::string_view> shapes(std::string_view provider) {
  if (provider == "polygon") return kPolygon;
  if (provider == "alpaca") return kAlpaca;
  if (provider == "coinbase") return kCoinbase;
  return provider == "binance" ? kBinance : kKraken;
}

}  // namespace tickbard::fuzz
