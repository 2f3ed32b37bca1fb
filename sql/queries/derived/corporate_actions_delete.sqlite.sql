DELETE FROM corporate_actions WHERE symbol = ?1 AND ex_date = ?2 AND kind = 'split'
