extension TimeZoneData {
    /// Part 4 of 4, written by scripts/time-zones.
    static let part4 = """
        Pacific/Efate|40396,39600,43200|h05gwrpDis01no6BBgmJCk7kKB8hRCkiRB8hRCk3RB8sQCk3RB8hRCkiRB8hRCkiRB8h\
        RCkiRB8hRCkiRB8hRCk3RB8kLCkzZB8wI|39600
        Pacific/Enderbury Pacific/Kanton|0,-43200,-39600,46800|Bg4pzECwihtBD8lqQ|46800
        Pacific/Fakaofo|-41096,-39600,46800|howlz/+CiohxssoD|46800
        Pacific/Fiji|42944,43200,46800|hgy8r9sDigx5uiuCBglLCg0XBgwKCghuKBglLCg2TBgvMCg1VBgxICgzZBgxICgoaB87H\
        Ck9aBgnHCg9aBgnHCgybBgyGCgybBgyGCgybBgyGCgncBg9FCglgBBg0C|43200
        Pacific/Funafuti Pacific/Majuro Pacific/Tarawa Pacific/Wake Pacific/Wallis|41524,43200|hs60w/+C|4320\
        0
        Pacific/Galapagos|-21504,-18000,-21600|hgojtm7Diw+9o3zBBkxsHC8uG|-21600
        Pacific/Gambier|-32388,-32400|hkkilhqD|-32400
        Pacific/Guadalcanal Pacific/Pohnpei Pacific/Ponape|38388,39600|hsg9ihqD|39600
        Pacific/Guam Pacific/Saipan|-51660,34740,36000,32400,39600|hsyhoqqBCgv97Bj0k6iwmBCks6CEks+PC8x2BEkyh\
        His8poqBk0z9jMC8xGEkqWC8uMEk1VC8uMEkjuCC8xGEkitCisx9nHk0qjmUC85L|36000
        Pacific/Kiritimati|-37760,-38400,-36000,50400|hgoiz/+Cigsq9hqCjgtu+qO|50400
        Pacific/Kosrae|-47284,39116,39600,32400,36000,43200|h0p9nqqBCgv97Bj8s+29MCow0EE4vlTDktxECkt0EF4w7ZC8\
        zpf|39600
        Pacific/Marquesas|-33480,-34200|homjlhqD|-34200
        Pacific/Midway Pacific/Pago_Pago Pacific/Samoa US/Samoa|45432,-40968,-39600|hokigg3CCgm5T|-39600
        Pacific/Nauru|40060,41400,32400,43200|hk86y6xDik2vzqUBq2nDD+v4jB|43200
        Pacific/Niue|-40780,-40800,-39600|hs2qn2vEi0wzqgL|-39600
        Pacific/Norfolk|40312,40320,41400,45000,39600|hog2w/+Ci4n43gvBjov07sWCg6LEg+trB|39600,43200,10.1.0.7\
        200,4.1.0.10800
        Pacific/Noumea|39948,39600,43200|h0nhwrpDi8u9h/9BB8+HCklaB8hICslgTBgxI|39600
        Pacific/Palau|-54124,32276,32400|hs/joqqBCgv97B|32400
        Pacific/Pitcairn|-31220,-30600,-28800|h077y/+Ci04k6w7C|-28800
        Pacific/Rarotonga|48056,-38344,-37800,-34200,-36000|hoqn+g+CCgow4Bjgzu1wYE8vKDiqWE+5LDiqWE+5LDiqWE+u\
        MDiqWE+5LDiqWE+5LDiqWE+5LDiqWE+5LDiqWE+5LDiqWE+uMDiqWE+5LDiqWE+5LDiqWE+5L|-36000
        Pacific/Tahiti|-35896,-36000|h4xllhqD|-36000
        Pacific/Tongatapu|44352,44400,46800,50400|hgm3vgpEiw+w4sOjg+5yukBCgsPDg1VC87HDkoaC87HDk/5PCgyG|46800
        """
}
