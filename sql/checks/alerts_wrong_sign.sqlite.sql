-- Alerts whose type contradicts the sign of their move, or that moved less than their threshold.
SELECT id, symbol, 'sign or size of the move contradicts the alert' AS problem
FROM screener_alerts
WHERE (alert_type = 'gap_up') <> (conditions ->> 'pct_move' > 0)
   OR abs(conditions ->> 'pct_move') < 100 * (conditions ->> 'threshold') - 0.000001;
